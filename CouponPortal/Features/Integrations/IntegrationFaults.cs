using CouponPortal.Domain;

namespace CouponPortal.Features.Integrations;

internal static class IntegrationFaults
{
    /// <summary>One fault of one field.</summary>
    public static FieldErrors At(string field, string message)
    {
        var errors = new FieldErrors();
        errors.Add(field, message);
        return errors;
    }
}

using CouponPortal.Domain;
using CouponPortal.Domain.Connections;
using CouponPortal.Intake.Dialects.Shops;

namespace CouponPortal.Features.Integrations;

/// <summary>What can be said of a connection's fields without the store.</summary>
internal static class ConnectionChecks
{
    private const int MinSecret = 8;

    /// <summary>Trims; empty texts become none.</summary>
    public static void Normalise(ConnectionDraft draft)
    {
        draft.Name = Trimmed(draft.Name);
        draft.Secret = Trimmed(draft.Secret);
        draft.Shop = Trimmed(draft.Shop) is { } shop ? ShopDialect.HostOf(shop) ?? shop : null;
    }

    public static FieldErrors Of(ConnectionDraft draft)
    {
        var errors = new FieldErrors();
        if (draft.Kind is null)
        {
            errors.Add("kind", "Choose the shop system.");
        }

        if (draft.Name?.Length > Connection.MaxName)
        {
            errors.Add("name", $"A name has at most {Connection.MaxName} characters.");
        }

        if (draft.Secret is { } secret && (secret.Length is < MinSecret or > Connection.MaxSecret || secret.Any(c => c is <= ' ' or > '~')))
        {
            errors.Add("secret", $"A secret has {MinSecret} to {Connection.MaxSecret} letters, digits and signs without blanks. Copy it from the shop as it stands there.");
        }

        if (draft.Shop is { } host && ShopDialect.HostOf(host) is null)
        {
            errors.Add("shop", "Type the shop's host name, e.g. my-shop.example.");
        }

        return errors;
    }

    private static string? Trimmed(string? text) => text?.Trim() is { Length: > 0 } trimmed ? trimmed : null;
}

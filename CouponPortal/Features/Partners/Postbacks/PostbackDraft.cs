using CouponPortal.Domain;
using CouponPortal.Domain.Delivery;
using CouponPortal.Domain.Partners;

namespace CouponPortal.Features.Partners.Postbacks;

/// <summary>The editable state of a postback.</summary>
public sealed record PostbackDraft
{
    public int? PartnerId { get; set; }
    public int? OfferId { get; set; }
    public PostbackForm Form { get; set; }
    public PostbackMoment Moment { get; set; }
    public string Url { get; set; } = "";
    public bool IsActive { get; set; } = true;

    /// <summary>The version this began from.</summary>
    public int Version { get; set; }

    public static PostbackDraft Of(PartnerPostback row) => new()
    {
        PartnerId = row.PartnerId,
        OfferId = row.OfferId,
        Form = row.Form,
        Moment = row.Moment,
        Url = row.Url,
        IsActive = row.IsActive,
        Version = row.Version,
    };

    /// <summary>Faults that need no look into the store.</summary>
    public FieldErrors Check()
    {
        var errors = new FieldErrors();
        if (Destination.Fault(Url.Trim()) is { } fault)
        {
            errors.Add("url", fault);
        }
        else if (Form == PostbackForm.Webhook && Url.Contains('{', StringComparison.Ordinal))
        {
            errors.Add("url", "A webhook's address holds no macros: what it tells stands in its body.");
        }

        return errors;
    }

    public IReadOnlyList<string> Notices() => Form == PostbackForm.Url ? [.. DestinationMacros.Notices(Url, postback: true)] : [];
}

/// <summary>A postback as it was saved.</summary>
/// <param name="NewSecret">Of a webhook that is new, or whose secret was made anew: shown now and never again.</param>
public sealed record SavedPostback(PartnerPostback Row, string? NewSecret);

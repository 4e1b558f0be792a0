using CouponPortal.Domain;
using CouponPortal.Domain.Delivery;
using CouponPortal.Domain.Offers;
using CouponPortal.Domain.Payouts;
using CouponPortal.Features.Offers.Caps;

namespace CouponPortal.Features.Offers;

/// <summary>Everything of an offer that can be edited, as typed.</summary>
public sealed record OfferDraft
{
    /// <summary>Null until chosen; an offer stays with its advertiser.</summary>
    public int? AdvertiserId { get; set; }
    public string Name { get; set; } = "";
    public string? ExternalCode { get; set; }
    public OfferStatus Status { get; set; } = OfferStatus.Active;
    public string BaseDestinationUrl { get; set; } = "";
    public string? FallbackUrl { get; set; }

    /// <summary>Names of the visit's parameters that go on to the shop, one a line.</summary>
    public string PassedParameters { get; set; } = "";
    public PayoutType PayoutType { get; set; } = PayoutType.Percent;

    /// <summary>Decimal text: percent, or an amount of <see cref="Currency"/>. Empty pays nothing.</summary>
    public string Payout { get; set; } = "";

    /// <summary>Empty = the advertiser's.</summary>
    public string Currency { get; set; } = "";
    public bool AutoApproveConversions { get; set; }
    public bool OpenToApplications { get; set; }
    public IReadOnlyList<CapDraft> Caps { get; set; } = [];

    /// <summary>As sent; the normal form is the row's.</summary>
    public OfferTargeting Targeting { get; set; } = OfferTargeting.None;
    public SmartSwitch SmartSwitch { get; set; } = SmartSwitch.None;

    /// <summary>Of the row that the edit began from.</summary>
    public int Version { get; set; } = 1;

    public static OfferDraft Of(Offer row) => new()
    {
        AdvertiserId = row.AdvertiserId,
        Name = row.Name,
        ExternalCode = row.ExternalCode,
        Status = row.Status,
        BaseDestinationUrl = row.BaseDestinationUrl,
        FallbackUrl = row.FallbackUrl,
        PassedParameters = row.PassedParameters,
        PayoutType = row.PayoutType,
        Payout = row.PayoutTerms.Plain,
        Currency = row.Currency,
        AutoApproveConversions = row.AutoApproveConversions,
        OpenToApplications = row.OpenToApplications,
        Targeting = row.Targeting,
        SmartSwitch = row.SmartSwitch,
        Caps = CapDraft.Of(row.Caps, row.Currency),
        Version = row.Version,
    };

    /// <summary>Fills <paramref name="row"/> with the normal form of every field; faults go to <paramref name="errors"/>, and then the row is not to be kept.</summary>
    /// <param name="advertiserCurrency">Taken where none was typed.</param>
    public void CopyTo(Offer row, string advertiserCurrency, FieldErrors errors)
    {
        row.Name = Name.Trim();
        row.ExternalCode = ExternalCode?.Trim() is { Length: > 0 } code ? code : null;
        row.Status = Status;
        row.BaseDestinationUrl = DestinationSpelling.Of(BaseDestinationUrl.Trim());
        row.FallbackUrl = FallbackUrl?.Trim() is { Length: > 0 } url ? DestinationSpelling.Of(url) : null;
        row.AutoApproveConversions = AutoApproveConversions;
        row.OpenToApplications = OpenToApplications;
        row.PayoutType = PayoutType;
        row.Targeting = TargetingFields.Normal(Targeting, errors);
        if (row.Name.Length is 0 or > 200 || row.Name.Any(char.IsControl))
        {
            errors.Add("name", "Type a name of 1 to 200 characters.");
        }

        if (row.ExternalCode?.Length > Offer.MaxExternalCode || row.ExternalCode?.Any(char.IsControl) == true)
        {
            errors.Add("external_code", $"At most {Offer.MaxExternalCode} visible characters.");
        }

        var names = new List<string>();
        row.PassedParameters = Domain.Delivery.PassedParameters.Normal(PassedParameters, names);
        names.ForEach(f => errors.Add("passed_parameters", f));
        if (Destination.Fault(row.BaseDestinationUrl) is { } fault)
        {
            errors.Add("base_destination_url", fault);
        }

        if (row.FallbackUrl is not null && Destination.Fault(row.FallbackUrl) is { } fallbackFault)
        {
            errors.Add("fallback_url", fallbackFault);
        }

        if (!Currencies.TryParse(Currency.Trim().Length == 0 ? advertiserCurrency : Currency, out var currency))
        {
            errors.Add("currency", "Type a currency of ISO 4217, e.g. EUR.");
            return;
        }

        row.Currency = currency;
        row.Caps = CapDrafts.Read(Caps, currency, errors);
        var text = Payout.Trim();
        var reading = MoneyReading.Parse(text.Length == 0 ? "0" : text, PayoutType == PayoutType.Percent ? PayoutTerms.PercentExponent : Currencies.Exponent(currency));
        if (PayoutFault(reading, currency) is { } payoutFault)
        {
            errors.Add("payout", payoutFault);
        }

        row.PayoutValue = reading.Minor;
    }

    public IReadOnlyList<string> Notices(Offer row) =>
    [
        .. DestinationMacros.Notices(row.BaseDestinationUrl),
        .. DestinationMacros.Notices(row.FallbackUrl),
        .. row.PayoutValue == 0 ? new[] { "The payout is 0: partners earn nothing on this offer." } : [],
    ];

    private string? PayoutFault(MoneyReading reading, string currency)
    {
        if (PayoutType == PayoutType.Percent)
        {
            return reading.Fault switch
            {
                MoneyFault.None => reading.Minor <= PayoutTerms.MaxPercentValue ? null : "A percentage is 0 to 100.",
                MoneyFault.TooLarge or MoneyFault.Negative => "A percentage is 0 to 100.",
                MoneyFault.TooManyDecimals => $"A percentage has at most {PayoutTerms.PercentExponent} decimals.",
                MoneyFault.Format => "Type a number, e.g. 10 or 7.5.",
            };
        }

        var digits = Currencies.Exponent(currency);
        return reading.Fault switch
        {
            MoneyFault.None => null,
            MoneyFault.TooLarge => "The amount is too large.",
            MoneyFault.Negative => "An amount is not negative.",
            MoneyFault.TooManyDecimals => digits == 0 ? $"{currency} has no decimals." : $"{currency} has at most {digits} decimals.",
            MoneyFault.Format => "Type an amount, e.g. 12.50.",
        };
    }
}

using CouponPortal.Domain;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Conversions.Checks;
using CouponPortal.Domain.Delivery;
using CouponPortal.Domain.Delivery.Screening;
using CouponPortal.Domain.Payouts;

namespace CouponPortal.Features.Advertisers;

/// <summary>Everything of an advertiser that can be edited, as typed. Form and API fill it; <see cref="Checked"/> judges and normalises it.</summary>
public sealed record AdvertiserDraft
{
    public string Name { get; set; } = "";
    public TrackingType TrackingType { get; set; } = TrackingType.Basic;
    public bool ExclusiveCouponsPermission { get; set; }
    public bool PersonalizedCodes { get; set; }
    public bool ExclusiveCodesEnabled { get; set; }
    public AttributionPriority AttributionPriority { get; set; } = AttributionPriority.Click;
    public int LookbackDays { get; set; } = Advertiser.DefaultLookbackDays;
    public string TimeZone { get; set; } = "UTC";
    public string Currency { get; set; } = "USD";
    public string? TrackingDomain { get; set; }
    public string? FallbackUrl { get; set; }
    public PostbackSecurity PostbackSecurity { get; set; } = PostbackSecurity.None;
    public string? PostbackKey { get; set; }
    public string? SigningSecret { get; set; }
    public string AllowedIps { get; set; } = "";
    public string AllowedOrigins { get; set; } = "";
    public ScreeningPolicy Screening { get; set; } = new();
    public OrderCheckPolicy OrderChecks { get; set; } = OrderCheckPolicy.Default;

    /// <summary>The host name at which whoever saves has opened the portal: that one does not become a tracking domain under him.</summary>
    public string? OpenedAt { get; set; }

    /// <summary>Of the row that the edit began from.</summary>
    public int Version { get; set; } = 1;

    public static AdvertiserDraft Of(Advertiser row) => new()
    {
        Name = row.Name,
        TrackingType = row.TrackingType,
        ExclusiveCouponsPermission = row.ExclusiveCouponsPermission,
        PersonalizedCodes = row.PersonalizedCodes,
        ExclusiveCodesEnabled = row.ExclusiveCodesEnabled,
        AttributionPriority = row.AttributionPriority,
        LookbackDays = row.LookbackDays,
        TimeZone = row.TimeZone,
        Currency = row.Currency,
        TrackingDomain = row.TrackingDomain,
        FallbackUrl = row.FallbackUrl,
        PostbackSecurity = row.PostbackSecurity,
        PostbackKey = row.PostbackKey,
        SigningSecret = row.SigningSecret,
        AllowedIps = row.AllowedIps,
        AllowedOrigins = row.AllowedOrigins,
        Screening = row.Screening,
        OrderChecks = row.OrderChecks,
        Version = row.Version,
    };

    /// <summary>The same with every field in its normal form; faults go to <paramref name="errors"/>.</summary>
    public AdvertiserDraft Checked(FieldErrors errors)
    {
        var networks = new List<string>();
        var origins = new List<string>();
        var draft = this with
        {
            Name = Name.Trim(),
            TimeZone = TimeZone.Trim(),
            Currency = Currencies.TryParse(Currency, out var currency) ? currency : "",
            TrackingDomain = Blank(HostNames.Normal(TrackingDomain ?? "")),
            FallbackUrl = Blank(DestinationSpelling.Of(FallbackUrl?.Trim() ?? "")),
            PostbackKey = Blank(PostbackKey?.Trim()),
            SigningSecret = Blank(SigningSecret?.Trim()),
            AllowedIps = AddressLines.Networks(AllowedIps, networks),
            AllowedOrigins = AddressLines.Origins(AllowedOrigins, origins),
        };
        draft.Screening = ScreeningFields.Checked(Screening, errors, "screening.");
        Add("name", draft.Name.Length is 0 or > 200 || draft.Name.Any(char.IsControl) ? "Type a name of 1 to 200 characters." : null);
        Add("lookback_days", AdvertiserFields.LookbackFault(LookbackDays));
        Add("time_zone", AdvertiserFields.TimeZoneFault(draft.TimeZone));
        Add("currency", draft.Currency.Length == 0 ? "Type a currency of ISO 4217, e.g. EUR." : null);
        Add("tracking_domain", draft.TrackingDomain is { } host ? AdvertiserFields.HostNameFault(host) : null);
        Add("fallback_url", draft.FallbackUrl is { } url ? Destination.Fault(url) : null);
        Add("postback_key", draft.PostbackKey is { } key ? AdvertiserFields.SecretFault(key) : null);
        Add("signing_secret", draft.SigningSecret is { } secret ? AdvertiserFields.SecretFault(secret) : null);
        Add("order_checks.too_fast_seconds", OrderCheckPolicy.SecondsFault(OrderChecks.TooFastSeconds));
        networks.ForEach(f => Add("allowed_ips", f));
        origins.ForEach(f => Add("allowed_origins", f));
        return draft;

        void Add(string field, string? fault)
        {
            if (fault is not null)
            {
                errors.Add(field, fault);
            }
        }
    }

    public void CopyTo(Advertiser row)
    {
        row.Name = Name;
        row.TrackingType = TrackingType;
        row.ExclusiveCouponsPermission = ExclusiveCouponsPermission;
        row.PersonalizedCodes = PersonalizedCodes;
        row.ExclusiveCodesEnabled = ExclusiveCodesEnabled;
        row.AttributionPriority = AttributionPriority;
        row.LookbackDays = LookbackDays;
        row.TimeZone = TimeZone;
        row.Currency = Currency;
        row.TrackingDomain = TrackingDomain;
        row.FallbackUrl = FallbackUrl;
        row.PostbackSecurity = PostbackSecurity;
        row.PostbackKey = PostbackKey;
        row.SigningSecret = SigningSecret;
        row.AllowedIps = AllowedIps;
        row.AllowedOrigins = AllowedOrigins;
        row.Screening = Screening;
        row.OrderChecks = OrderChecks;
    }

    private static string? Blank(string? text) => string.IsNullOrEmpty(text) ? null : text;
}

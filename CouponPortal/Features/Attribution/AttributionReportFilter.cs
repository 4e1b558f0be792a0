using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Conversions;

namespace CouponPortal.Features.Attribution;

/// <summary>The features whose effect the Attribution Report shows (S0, RULES §5).</summary>
public enum AttributionFeature
{
    ExclusiveCodes,
    SuppressedCodes,
}

/// <summary>One advertiser's orders that a feature decided otherwise. Days are the advertiser's own, both included.</summary>
public sealed record AttributionReportFilter
{
    public const int DefaultDays = 30;

    public required int AdvertiserId { get; init; }
    public AttributionFeature Feature { get; init; }

    /// <summary>Null = 29 days before <see cref="To"/>.</summary>
    public DateOnly? From { get; init; }

    /// <summary>Null = today.</summary>
    public DateOnly? To { get; init; }

    /// <summary>Who is credited. Nobody is when a code was suppressed, so that feature's report has no row for any.</summary>
    public int? PartnerId { get; init; }

    /// <summary>Who would have been credited otherwise.</summary>
    public int? InsteadOfPartnerId { get; init; }
    public int? OfferId { get; init; }
    public string? CouponCode { get; init; }

    public void Check(FieldErrors errors) => DayRange.Check(From, To, errors);

    /// <summary>The same filter with both days given.</summary>
    public AttributionReportFilter WithDays(TimeZoneInfo zone, DateTime utcNow)
    {
        var today = LocalDays.DayOf(utcNow, zone);
        var to = To ?? (From > today ? From.Value : today);
        return this with { To = to, From = From ?? DateOnly.FromDayNumber(Math.Max(0, to.DayNumber - DefaultDays + 1)) };
    }

    /// <summary>Exclusive codes: exactly the orders whose credited partner differs from the counterfactual, nobody included on either side.</summary>
    internal IQueryable<Conversion> ApplyTo(IQueryable<Conversion> rows, TimeZoneInfo zone)
    {
        var code = CouponCode?.Trim().ToUpperInvariant();
        var days = DayRange.Of(From, To, zone);
        rows = rows.Where(c => c.AdvertiserId == AdvertiserId);
        rows = days.Start is { } start ? rows.Where(c => c.OrderTime >= start) : rows;
        rows = days.End is { } end ? rows.Where(c => c.OrderTime < end) : rows;
        rows = Feature switch
        {
            AttributionFeature.ExclusiveCodes => rows.Where(c => c.PartnerId != c.CounterfactualPartnerId),
            AttributionFeature.SuppressedCodes => rows.Where(c => c.Outcome == AttributionOutcome.Suppressed && c.SuppressedPartnerId != null),
        };
        rows = PartnerId is { } partner ? rows.Where(c => c.PartnerId == partner) : rows;
        rows = (InsteadOfPartnerId, Feature) switch
        {
            (null, _) => rows,
            ({ } other, AttributionFeature.SuppressedCodes) => rows.Where(c => c.SuppressedPartnerId == other),
            ({ } other, _) => rows.Where(c => c.CounterfactualPartnerId == other),
        };
        rows = OfferId is { } offer ? rows.Where(c => c.OfferId == offer) : rows;
        if (string.IsNullOrEmpty(code))
        {
            return rows;
        }

        return code.Contains('\0') ? rows.Where(c => false) : rows.Where(c => c.CouponCode == code);
    }
}

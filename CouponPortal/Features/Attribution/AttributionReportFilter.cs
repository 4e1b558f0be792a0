using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Reports;

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

    /// <summary>As a partner's id: nobody.</summary>
    public const int Nobody = 0;

    // Before any order; a range open to that side by its name.
    private static readonly DateOnly Earliest = new(1971, 1, 1);

    public required int AdvertiserId { get; init; }
    public AttributionFeature Feature { get; init; }

    /// <summary>Days by a word; it stands above <see cref="From"/> and <see cref="To"/>.</summary>
    public DatePreset? Days { get; init; }

    /// <summary>Null = 29 days before <see cref="To"/>.</summary>
    public DateOnly? From { get; init; }

    /// <summary>Null = today.</summary>
    public DateOnly? To { get; init; }

    /// <summary>Who is credited. Nobody is when a code was suppressed, so that feature's report has no row for any.</summary>
    public int? PartnerId { get; init; }

    /// <summary>Who would have been credited otherwise; <see cref="Nobody"/> for orders that would have gone to none.</summary>
    public int? InsteadOfPartnerId { get; init; }
    public int? OfferId { get; init; }
    public string? CouponCode { get; init; }

    public void Check(FieldErrors errors) => DayRange.Check(From, To, errors);

    /// <summary>The same filter with both days given.</summary>
    public AttributionReportFilter WithDays(TimeZoneInfo zone, DateTime utcNow)
    {
        var today = LocalDays.DayOf(utcNow, zone);
        if (Days is { } preset)
        {
            var named = new ReportRange(preset).Days(today);
            return this with { Days = null, From = named.From ?? Earliest, To = named.To ?? today };
        }

        var to = To ?? (From > today ? From.Value : today);
        return this with { To = to, From = From ?? DateOnly.FromDayNumber(Math.Max(0, to.DayNumber - DefaultDays + 1)) };
    }
}

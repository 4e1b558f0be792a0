using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Delivery;
using CouponPortal.Domain.Reports;

namespace CouponPortal.Features.Clicks;

/// <summary>Which clicks a list shows; null = any. Days are the advertiser's when <see cref="AdvertiserId"/> is given, else UTC. Texts are exactly as stored unless said otherwise.</summary>
public sealed record ClickFilter
{
    public int? AdvertiserId { get; init; }
    public int? OfferId { get; init; }
    public int? PartnerId { get; init; }

    /// <summary>Coupon code or Pub. Unique 3, in any case; for a miss what was typed.</summary>
    public string? CouponCode { get; init; }
    public VisitOutcome? Outcome { get; init; }
    public string? Sub1 { get; init; }
    public string? Sub2 { get; init; }
    public string? Sub4 { get; init; }
    public string? Sub5 { get; init; }
    public string? SourceId { get; init; }

    /// <summary>Two letters, in any case.</summary>
    public string? Country { get; init; }
    public string? Device { get; init; }

    /// <summary>Host of the page that the visitor came from, in any case.</summary>
    public string? ReferrerHost { get; init; }

    /// <summary>Host that the visitor was sent to, in any case.</summary>
    public string? DestinationHost { get; init; }

    /// <summary>Days by a word; it stands above <see cref="From"/> and <see cref="To"/>.</summary>
    public DatePreset? Days { get; init; }
    public DateOnly? From { get; init; }
    public DateOnly? To { get; init; }

    /// <summary>The keys of its days.</summary>
    internal EventRange RangeIn(TimeZoneInfo zone, DateTime utcNow)
    {
        var days = new ReportRange(Days, From, To).Days(utcNow, zone);
        return EventRange.Of(days.From, days.To, zone, utcNow);
    }

    /// <summary>Adds an error for days that are upside down, open, or more than <see cref="EventRange.MaxDays"/>.</summary>
    public void CheckDays(DateTime utcNow, FieldErrors errors)
    {
        if (Days == DatePreset.All)
        {
            errors.Add("range", $"At most {EventRange.MaxDays} days at once.");
            return;
        }

        var days = new ReportRange(Days, From, To).Days(utcNow, TimeZoneInfo.Utc);
        EventRange.Check(days.From, days.To, utcNow, errors);
    }

    internal IQueryable<Click> ApplyTo(IQueryable<Click> rows)
    {
        var typed = CouponCode?.Trim();
        var (code, country) = (typed?.ToUpperInvariant(), Country?.Trim().ToUpperInvariant());
        if (new[] { typed, Sub1, Sub2, Sub4, Sub5, SourceId, Country, Device, ReferrerHost, DestinationHost }.Any(t => t?.Contains('\0') == true))
        {
            return rows.Where(c => false);
        }

        rows = AdvertiserId is { } advertiser ? rows.Where(c => c.AdvertiserId == advertiser) : rows;
        rows = OfferId is { } offer ? rows.Where(c => c.OfferId == offer) : rows;
        rows = PartnerId is { } partner ? rows.Where(c => c.PartnerId == partner) : rows;
        rows = string.IsNullOrEmpty(code) ? rows : rows.Where(c => c.CouponCode == code || c.CouponCode == typed || c.Sub3!.ToUpper() == code);
        rows = string.IsNullOrEmpty(Sub1) ? rows : rows.Where(c => c.Sub1 == Sub1);
        rows = string.IsNullOrEmpty(Sub2) ? rows : rows.Where(c => c.Sub2 == Sub2);
        rows = string.IsNullOrEmpty(Sub4) ? rows : rows.Where(c => c.Sub4 == Sub4);
        rows = string.IsNullOrEmpty(Sub5) ? rows : rows.Where(c => c.Sub5 == Sub5);
        rows = string.IsNullOrEmpty(SourceId) ? rows : rows.Where(c => c.SourceId == SourceId);
        rows = string.IsNullOrEmpty(country) ? rows : rows.Where(c => c.Country == country);
        rows = string.IsNullOrEmpty(Device) ? rows : rows.Where(c => c.Device == Device);
        if (HostOf(ReferrerHost) is { } referrer)
        {
            rows = rows.Where(c => c.Referrer == referrer);
        }

        if (HostOf(DestinationHost) is { } destination)
        {
            // A whole URL is kept: its host ends with a port, a path, a query, a fragment, or the URL itself.
            var (http, https) = ($"http///{destination}/", $"https///{destination}/");
            var urls = rows.Where(c => c.Destination != null).Select(c => new { Click = c, Url = c.Destination!.ToLower().Replace(":", "/").Replace("?", "/").Replace("#", "/") + "/" });
            rows = urls.Where(u => u.Url.StartsWith(http) || u.Url.StartsWith(https)).Select(u => u.Click);
        }

        return Outcome is { } outcome ? rows.Where(c => c.Outcome == outcome) : rows;
    }

    // What is typed may be an address: its host is meant.
    private static string? HostOf(string? text)
    {
        if (text?.Trim().ToLowerInvariant() is not { Length: > 0 } typed)
        {
            return null;
        }

        var url = "https://" + typed[(typed.IndexOf("://", StringComparison.Ordinal) is >= 0 and var at ? at + 3 : 0)..];
        return Uri.TryCreate(url, UriKind.Absolute, out var address) ? address.IdnHost : typed;
    }
}

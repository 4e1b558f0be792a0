using System.Globalization;
using CouponPortal.Components.DataTable;
using CouponPortal.Data;
using CouponPortal.Data.Audit;
using CouponPortal.Domain.Reports;
using CouponPortal.Features.Views;

namespace CouponPortal.Features.Audit;

/// <summary>Which entries a list shows; null = any. Days are UTC's.</summary>
public sealed record AuditFilter
{
    /// <summary>Part of who it was, in any case.</summary>
    public string? Who { get; init; }
    public string? Subject { get; init; }

    /// <summary>Exactly.</summary>
    public string? SubjectId { get; init; }
    public AuditAct? Act { get; init; }
    public AuditDoor? Door { get; init; }
    public int? AdvertiserId { get; init; }
    public int? BatchId { get; init; }

    /// <summary>Part of a name, of a field or of a value before or after, in any case.</summary>
    public string? Text { get; init; }

    /// <summary>Days by a word; it stands above <see cref="From"/> and <see cref="To"/>.</summary>
    public DatePreset? Days { get; init; }
    public DateOnly? From { get; init; }
    public DateOnly? To { get; init; }

    /// <summary>Reads a page's address. What cannot be read counts as not given.</summary>
    public static (AuditFilter Filter, ReportRange Range) Of(ReportQuery query)
    {
        var range = UrlRange.Read(query.Value, DatePreset.Last30Days) with { Compare = null };
        return (new AuditFilter
        {
            Who = UrlValues.Text(query.Value("who")),
            Subject = UrlValues.Text(query.Value("subject")),
            SubjectId = UrlValues.Text(query.Value("subject_id")),
            Act = UrlValues.Choice<AuditAct>(query.Value("act")),
            Door = UrlValues.Choice<AuditDoor>(query.Value("door")),
            AdvertiserId = UrlValues.Id(query.Value("advertiser_id")),
            BatchId = UrlValues.Id(query.Value("batch_id")),
            Text = UrlValues.Text(query.Value("text")),
            Days = range.Preset,
            From = range.From,
            To = range.To,
        }, range);
    }

    internal IQueryable<AuditRow> ApplyTo(IQueryable<AuditRow> rows, DateTime utcNow)
    {
        // PostgreSQL takes no U+0000, and no entry has one.
        if (new[] { Who, Subject, SubjectId, Text }.Any(t => t?.Contains('\0', StringComparison.Ordinal) == true))
        {
            return rows.Where(r => false);
        }

        var days = new ReportRange(Days, From, To).Days(utcNow, TimeZoneInfo.Utc);
        var range = Days == DatePreset.All || (Days is null && From is null && To is null) ? default : DayRange.Of(days.From, days.To, TimeZoneInfo.Utc);
        rows = range.Start is { } start ? rows.Where(r => r.At >= start) : rows;
        rows = range.End is { } end ? rows.Where(r => r.At < end) : rows;
        rows = Subject is { } subject ? rows.Where(r => r.Subject == subject) : rows;
        rows = SubjectId is { } id ? rows.Where(r => r.SubjectId == id) : rows;
        rows = Act is { } act ? rows.Where(r => r.Act == act) : rows;
        rows = Door is { } door ? rows.Where(r => r.Door == door) : rows;
        rows = AdvertiserId is { } advertiser ? rows.Where(r => r.AdvertiserId == advertiser) : rows;
        rows = BatchId is { } batch ? rows.Where(r => r.BatchId == batch) : rows;
        rows = Who?.ToLower(CultureInfo.InvariantCulture) is { } who ? rows.Where(r => r.Who.ToLower().Contains(who)) : rows;
        return Text is { } typed && typed.ToLower(CultureInfo.InvariantCulture) is var text
            ? rows.Where(r => r.Label.ToLower().Contains(text) || r.SubjectId == typed || r.Changes.ToLower().Contains(text))
            : rows;
    }
}

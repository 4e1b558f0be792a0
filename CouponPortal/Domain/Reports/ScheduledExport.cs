using CouponPortal.Domain.Advertisers;

namespace CouponPortal.Domain.Reports;

public enum ExportFormat
{
    Csv,
    Xlsx,
}

public enum ExportRhythm
{
    Daily,
    Weekly,
    Monthly,
}

/// <summary>Where a scheduled export goes.</summary>
public enum ExportTarget
{
    /// <summary>Kept for <see cref="ScheduledExport.KeptDays"/> days, for its owner to download.</summary>
    File,

    /// <summary>Posted to an address.</summary>
    Webhook,
}

public enum ScheduleState
{
    Active,
    Paused,
}

/// <summary>A saved view that becomes a file again and again, under its owner's rights as they are then.</summary>
public sealed class ScheduledExport : IDue
{
    public const int KeptDays = 30;
    public const int MaxUrl = 2_000;

    /// <summary>Attempts at one time of the schedule, the first included.</summary>
    public const int MostAttempts = 4;

    public int Id { get; set; }
    public int OwnerId { get; set; }
    public int SavedViewId { get; set; }
    public ExportRhythm Rhythm { get; set; }

    /// <summary>Of a weekly one.</summary>
    public DayOfWeek Weekday { get; set; } = DayOfWeek.Monday;

    /// <summary>Of a monthly one, 1 to 31; the last day where the month has no such day.</summary>
    public int DayOfMonth { get; set; } = 1;

    /// <summary>Minutes after midnight, local.</summary>
    public int TimeOfDay { get; set; }

    /// <summary>IANA name.</summary>
    public string TimeZone { get; set; } = "UTC";
    public ExportFormat Format { get; set; }
    public ExportTarget Target { get; set; }

    /// <summary>Of a webhook: https, absolute.</summary>
    public string? Url { get; set; }

    /// <summary>Signs a webhook's posts: <c>whsec_</c> and 32 random bytes in base64; null for files.</summary>
    public string? Secret { get; set; }
    public ScheduleState State { get; set; }

    /// <summary>UTC; moved on by the node that runs it, so that no two do.</summary>
    public DateTime DueAt { get; set; }

    /// <summary>In a row, at the present time of the schedule.</summary>
    public int Failures { get; set; }
    public DateTime CreatedAt { get; set; }

    /// <summary>Counts saves by people.</summary>
    public int Version { get; set; } = 1;

    /// <summary>
    /// The first time of the schedule after an instant. A local time that the clocks skip is the moment they skip to; one that comes twice is the first.
    /// </summary>
    public DateTime NextAfter(DateTime utc)
    {
        var zone = LocalDays.Zone(TimeZone);

        // A month and a day hold every rhythm's next time.
        for (var day = LocalDays.DayOf(utc, zone); ; day = day.AddDays(1))
        {
            if (Falls(day) && At(day, zone) is var at && at > utc)
            {
                return at;
            }
        }
    }

    /// <summary>The wait before a failed run is tried again; null = at the next time of the schedule.</summary>
    /// <param name="failures">In a row, the present one included.</param>
    public static TimeSpan? RetryAfter(int failures) => failures switch
    {
        1 => TimeSpan.FromMinutes(5),
        2 => TimeSpan.FromMinutes(15),
        3 => TimeSpan.FromHours(1),
        _ => null,
    };

    private bool Falls(DateOnly day) => Rhythm switch
    {
        ExportRhythm.Daily => true,
        ExportRhythm.Weekly => day.DayOfWeek == Weekday,
        ExportRhythm.Monthly => day.Day == Math.Min(DayOfMonth, DateTime.DaysInMonth(day.Year, day.Month)),
    };

    private DateTime At(DateOnly day, TimeZoneInfo zone)
    {
        var local = day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Unspecified).AddMinutes(TimeOfDay);
        while (zone.IsInvalidTime(local))
        {
            local = local.AddMinutes(15 - (local.Minute % 15));
        }

        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return DateTime.SpecifyKind(local - offset, DateTimeKind.Utc);
    }
}

public enum ExportRunState
{
    Running,
    Done,
    Failed,
}

/// <summary>One attempt of a scheduled export.</summary>
public sealed class ExportRun
{
    public const int MaxError = 300;

    public int Id { get; set; }
    public int ScheduledExportId { get; set; }
    public DateTime StartedAt { get; set; }
    public DateTime? EndedAt { get; set; }
    public ExportRunState State { get; set; }
    public int Rows { get; set; }
    public long Bytes { get; set; }

    /// <summary>HTTP status of a webhook's answer; null when there was none.</summary>
    public int? Status { get; set; }

    /// <summary>For people; empty on success.</summary>
    public string Error { get; set; } = "";

    /// <summary>What a download is called.</summary>
    public string FileName { get; set; } = "";

    /// <summary>Until when the file is kept; null = there is none.</summary>
    public DateTime? FileUntil { get; set; }
}

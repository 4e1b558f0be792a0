using System.Globalization;
using CouponPortal.Components.Controls;
using CouponPortal.Domain.Reports;

namespace CouponPortal.Features.Views.Schedules;

internal static class ScheduleWords
{
    /// <summary>“Every Monday at 06:30 (Europe/Berlin)”.</summary>
    public static string When(ScheduledExport e) => (e.Rhythm switch
    {
        ExportRhythm.Daily => "Every day",
        ExportRhythm.Weekly => $"Every {e.Weekday}",
        ExportRhythm.Monthly => $"On day {e.DayOfMonth} of every month",
    }) + string.Create(CultureInfo.InvariantCulture, $" at {e.TimeOfDay / 60:00}:{e.TimeOfDay % 60:00} ({e.TimeZone})");

    public static string Of(ExportFormat format) => format switch
    {
        ExportFormat.Csv => "CSV",
        ExportFormat.Xlsx => "Excel",
    };

    public static string Of(ExportTarget target) => target switch
    {
        ExportTarget.File => $"A file, kept {ScheduledExport.KeptDays} days",
        ExportTarget.Webhook => "Posted to an address",
    };

    public static Tone Of(ExportRunState state) => state switch
    {
        ExportRunState.Running => Tone.Info,
        ExportRunState.Done => Tone.Success,
        ExportRunState.Failed => Tone.Error,
    };
}

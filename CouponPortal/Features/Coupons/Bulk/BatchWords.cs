using CouponPortal.Components.Controls;
using CouponPortal.Domain.Coupons;
using CouponPortal.Features.Coupons.Import;

namespace CouponPortal.Features.Coupons.Bulk;

/// <summary>What the pages say of bulk changes.</summary>
internal static class BatchWords
{
    public const string Page = "/coupons/batches";

    public static string Of(CouponBatchKind kind) => kind switch
    {
        CouponBatchKind.Add => "Bulk add",
        CouponBatchKind.Update => "Bulk update",
        CouponBatchKind.Generate => "Generated codes",
        CouponBatchKind.Status => "Status",
        CouponBatchKind.Assign => "Partners",
        CouponBatchKind.Dates => "Dates",
    };

    public static Tone Look(CouponBatchState state) => state switch
    {
        CouponBatchState.Reading or CouponBatchState.Applying or CouponBatchState.Undoing => Tone.Info,
        CouponBatchState.Ready => Tone.Warning,
        CouponBatchState.Applied => Tone.Success,
        CouponBatchState.Undone or CouponBatchState.Cancelled => Tone.Neutral,
        CouponBatchState.Failed => Tone.Error,
    };

    public static bool IsWorkedOn(CouponBatch batch) => batch.State is CouponBatchState.Reading or CouponBatchState.Applying or CouponBatchState.Undoing;

    /// <summary>Counts in words; of a batch that is not applied yet, what it would do.</summary>
    public static string Counts(CouponBatch batch)
    {
        var isDone = batch.AppliedAt is not null;
        (int Count, string Text)[] parts =
        [
            (batch.Created, isDone ? "added" : "to add"), (batch.Updated, isDone ? "changed" : "to change"), (batch.Unchanged, "already so"), (batch.Refused, "refused"),
        ];
        var said = string.Join(", ", parts.Where(p => p.Count > 0).Select(p => $"{p.Count:N0} {p.Text}"));
        return said.Length > 0 ? said : "–";
    }

    /// <summary>Where the rows of a file are shown; null for what came from no file.</summary>
    public static string? RowsOf(CouponBatch batch) => batch.Kind is CouponBatchKind.Add or CouponBatchKind.Update ? ImportPaths.Of(batch.Id) : null;
}

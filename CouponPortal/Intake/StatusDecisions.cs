using CouponPortal.Data;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Conversions.Checks;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Intake;

/// <summary>What people and senders have said of an order's status, each at its time: the latest word stands, whatever order they came in.</summary>
internal static class StatusDecisions
{
    /// <summary>A sender approved what a check holds: it waits for staff all the same.</summary>
    public const string OnHold = "on_hold";

    /// <summary>What staff has set last; null when it never did.</summary>
    public static async Task<StatusDecision?> OfStaffAsync(PortalDbContext db, Conversion row) =>
        await db.ConversionChanges.Where(c => c.ConversionId == row.Id && c.Kind == ConversionChangeKind.Status && c.HitId == null)
            .OrderByDescending(c => c.Id).Select(c => new StatusDecision(c.ToStatus, c.At)).FirstOrDefaultAsync();

    /// <summary>The latest that a sender has said in so many words; null when none did.</summary>
    /// <param name="except">Key of one that is left out.</param>
    public static async Task<Correction?> OfSenderAsync(PortalDbContext db, Conversion row, long except = 0) =>
        (await db.Corrections.AsNoTracking().Where(c => c.ConversionId == row.Id && c.Kind == CorrectionKind.Status && c.Id != except).ToListAsync()).MaxBy(c => c.Place);

    /// <summary>Of both the later one; null when nobody has said anything since the order came.</summary>
    public static async Task<StatusDecision?> LatestAsync(PortalDbContext db, Conversion row)
    {
        var (staff, sender) = (await OfStaffAsync(db, row), await OfSenderAsync(db, row));
        return sender is null || staff?.At >= sender.At ? staff : new(sender.Status!.Value, sender.At);
    }

    /// <summary>What an order's status would be had nothing been taken back: one that was rejected because nothing was left of it may have something left again.</summary>
    public static async Task<ConversionStatus> WithoutReversalsAsync(PortalDbContext db, Conversion row)
    {
        var id = row.Id;
        return row is not { Status: ConversionStatus.Rejected, Reversed: > 0 } || row.Reversed != row.Amount ? row.Status
            : (await LatestAsync(db, row))?.Status
            ?? await db.ConversionChanges.Where(c => c.ConversionId == id && c.ToStatus == ConversionStatus.Rejected && c.FromStatus != ConversionStatus.Rejected)
                .OrderByDescending(c => c.Id).Select(c => (ConversionStatus?)c.FromStatus).FirstOrDefaultAsync()
            ?? row.Status;
    }

    /// <summary>Within the change of the order: the status that is said now counts unless somebody has said another one since.</summary>
    /// <returns>The effect.</returns>
    public static async Task<string> ApplyAsync(PortalDbContext db, Conversion row, Correction said)
    {
        var isOlder = row.SourceVersion > said.At
            || await OfSenderAsync(db, row, said.Id) is { } other && other.Place.CompareTo(said.Place) > 0
            || await OfStaffAsync(db, row) is { } staff && staff.At > said.At;
        if (isOlder)
        {
            return LedgerReceipt.Stale;
        }

        row.Status = OrderChecks.Said(row.Flags, said.Status ?? row.Status);
        return row.Status == (said.Status ?? row.Status) ? "status_set" : OnHold;
    }

    /// <summary>The same word of the same door as the last one before it: a sender who repeats itself says nothing new, whatever others have said since.</summary>
    /// <returns>The earlier one; null when it is news, or has a time of its own.</returns>
    public static async Task<Correction?> RepeatedAsync(PortalDbContext db, Correction said, CancellationToken cancel)
    {
        if (said.Kind != CorrectionKind.Status || said.SaidAt is not null)
        {
            return null;
        }

        var (advertiser, name, target, door) = (said.AdvertiserId, said.Event, said.Target, said.Door);
        var before = await db.Corrections.AsNoTracking()
            .Where(c => c.AdvertiserId == advertiser && c.Event == name && c.Target == target && c.Kind == CorrectionKind.Status && c.Door == door).ToListAsync(cancel);
        return before.Where(c => c.Place.CompareTo(said.Place) < 0).MaxBy(c => c.Place) is { } last && last.Status == said.Status ? last : null;
    }
}

/// <param name="At">UTC.</param>
internal sealed record StatusDecision(ConversionStatus Status, DateTime At);

using CouponPortal.Domain.Offers;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Data;

/// <summary>
/// Keeps a partner's approval on an offer and its dated periods together. Works inside the caller's context and transaction and does not save: a coupon
/// that approves its partner and the approval itself are kept, or lost, as one.
/// </summary>
public static class Approvals
{
    /// <summary>
    /// Approves the pair at <paramref name="now"/> (UTC). The first approval of a pair reaches back to the beginning of time, later ones begin now.
    /// </summary>
    /// <returns>False when the pair is approved already.</returns>
    public static Task<bool> ApproveAsync(PortalDbContext db, int offerId, int partnerId, DateTime now, CancellationToken cancel) =>
        SetAsync(db, offerId, partnerId, ApprovalStatus.Approved, now, cancel);

    /// <summary>Gives the pair <paramref name="status"/> at <paramref name="now"/> (UTC); leaving Approved ends the open period there (exclusive).</summary>
    /// <returns>False when the pair has that status already.</returns>
    public static async Task<bool> SetAsync(
        PortalDbContext db, int offerId, int partnerId, ApprovalStatus status, DateTime now, CancellationToken cancel)
    {
        // Find looks among the rows that this context has not saved yet, too.
        var approval = await db.Approvals.FindAsync([offerId, partnerId], cancel);
        if (approval is not null && approval.Status == status)
        {
            return false;
        }

        if (approval is null)
        {
            approval = new Approval { OfferId = offerId, PartnerId = partnerId };
            db.Approvals.Add(approval);
        }

        (approval.Status, approval.UpdatedAt) = (status, now);
        await db.ApprovalPeriods.Where(p => p.OfferId == offerId && p.PartnerId == partnerId).LoadAsync(cancel);
        var periods = db.ApprovalPeriods.Local.Where(p => p.OfferId == offerId && p.PartnerId == partnerId).ToList();
        if (status != ApprovalStatus.Approved)
        {
            foreach (var open in periods.Where(p => p.Until is null))
            {
                open.Until = now;
            }
        }
        else if (!periods.Exists(p => p.Until is null))
        {
            var from = periods.Count == 0 ? DateTime.SpecifyKind(DateTime.MinValue, DateTimeKind.Utc) : now;
            db.ApprovalPeriods.Add(new ApprovalPeriod { OfferId = offerId, PartnerId = partnerId, From = from });
        }

        return true;
    }
}

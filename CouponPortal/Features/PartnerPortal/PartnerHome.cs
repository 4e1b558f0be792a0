using CouponPortal.Data;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.Offers;
using CouponPortal.Domain.Partners;
using CouponPortal.Features.PartnerPortal.Codes;
using CouponPortal.Features.Reports;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.PartnerPortal;

/// <summary>What the partner's first page says.</summary>
/// <param name="Pending">Of the partner: applications and wishes that wait for a decision.</param>
/// <param name="Successors">Of its codes, the newest first.</param>
/// <param name="Ending">Codes whose last day is near, the soonest first.</param>
public sealed record PartnerHomeView(string PartnerName, PartnerStatus Status, int Codes, int ApprovedOffers, int Pending, IReadOnlyList<PartnerCode> Ending, ReportFigures? Figures, IReadOnlyList<CodeSuccessor> Successors);

public sealed class PartnerHome(IDbContextFactory<PortalDbContext> contexts, PartnerCodes codes, ReportData reports)
{
    public const int Days = 30;
    private const int MostEnding = 10;
    private const int MostSuccessors = 3;

    /// <returns>Null when the actor is no partner.</returns>
    public async Task<PartnerHomeView?> ReadAsync(Actor actor, CancellationToken cancel)
    {
        if (actor.Self() is not { } me)
        {
            return null;
        }

        await using var db = await contexts.CreateDbContextAsync(cancel);
        var partner = await db.Partners.Where(p => p.Id == me).Select(p => new { p.Name, p.Status }).SingleAsync(cancel);

        // The last days of each shop's own calendar, as in the reports of staff.
        var figures = await reports.RunAsync(actor, new ReportSpec { Measures = Measures }, cancel);
        return new(
            partner.Name,
            partner.Status,
            await db.OfPartner(actor).CountAsync(cancel),
            await db.Approvals.CountAsync(a => a.PartnerId == me && a.Status == ApprovalStatus.Approved, cancel),
            await db.Approvals.CountAsync(a => a.PartnerId == me && a.Status == ApprovalStatus.Pending, cancel)
                + await db.CodeRequests.CountAsync(r => r.PartnerId == me && r.State == CodeRequestState.Pending, cancel),
            await codes.EndingAsync(actor, TimeLeft.Soon, MostEnding, cancel),
            figures?.Totals,
            await db.CodeSuccessors.AsNoTracking().Where(s => s.PartnerId == me).OrderByDescending(s => s.Id).Take(MostSuccessors).ToListAsync(cancel));
    }

    private static IReadOnlyList<ReportMeasure> Measures => [ReportMeasure.Clicks, ReportMeasure.Conversions, ReportMeasure.Amount, ReportMeasure.Payout];
}

using CouponPortal.Data;
using CouponPortal.Data.Catalog;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Conversions;
using CouponPortal.Features.Inbox.Replay;
using CouponPortal.Intake;
using CouponPortal.Intake.Replay;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Inbox.Codes;

/// <summary>Judges the orders of a code again, each as of its own time, after staff has said which coupon or which offer is meant. Every order keeps who, when and why.</summary>
public sealed class Reattribute(IDbContextFactory<PortalDbContext> contexts, Rejudging rejudging, OrderLedger ledger, Catalog catalog, TimeProvider time)
{
    /// <summary>Orders of one press.</summary>
    public const int AtOnce = 1_000;

    /// <summary>What would come of it; changes nothing.</summary>
    public Task<Outcome<ReattributionResult>> PreviewAsync(Actor actor, ReattributionDraft draft, CancellationToken cancel) => RunAsync(actor, draft, isPreview: true, cancel);

    public Task<Outcome<ReattributionResult>> ApplyAsync(Actor actor, ReattributionDraft draft, CancellationToken cancel) => RunAsync(actor, draft, isPreview: false, cancel);

    private async Task<Outcome<ReattributionResult>> RunAsync(Actor actor, ReattributionDraft draft, bool isPreview, CancellationToken cancel)
    {
        if (!actor.Sees(draft.AdvertiserId))
        {
            return new Outcome<ReattributionResult>.NotFound();
        }

        if (!actor.Manages(draft.AdvertiserId))
        {
            return new Outcome<ReattributionResult>.Forbidden("You may read this advertiser's orders, but not have them judged again.");
        }

        await using var db = await contexts.CreateDbContextAsync(cancel);
        var (binding, errors) = await BindingAsync(db, actor, draft, isPreview, cancel);
        if (errors.Any)
        {
            return new Outcome<ReattributionResult>.Invalid(errors);
        }

        var rows = CodeGroups.Open(db, actor, time.GetUtcNow().UtcDateTime, draft.AdvertiserId, draft.Outcome, draft.Code, draft.ConversionId);
        var orders = await rows.OrderBy(c => c.Id).Take(AtOnce + 1).ToListAsync(cancel);
        if (orders.Count == 0)
        {
            return new Outcome<ReattributionResult>.NotFound();
        }

        return Outcome.Done(await JudgeAsync(db, actor, draft, binding, orders, isPreview, cancel));
    }

    private async Task<ReattributionResult> JudgeAsync(
        PortalDbContext db, Actor actor, ReattributionDraft draft, Binding binding, List<Conversion> orders, bool isPreview, CancellationToken cancel)
    {
        var (judged, changed) = (new List<Conversion>(), 0);
        foreach (var order in orders.Take(AtOnce))
        {
            cancel.ThrowIfCancellationRequested();
            if (await rejudging.JudgeAsync(db, order, binding, cancel) is not { } said)
            {
                continue;
            }

            if (!isPreview && IsPlaced(said) && !await ChangeAsync(actor, draft, binding, order, said))
            {
                changed++;
                continue;
            }

            said.Reversed = order.Reversed;
            judged.Add(said);
        }

        var credited = judged.FindAll(IsPlaced);
        var names = await NamesAsync(db, credited, cancel);
        return new(
            judged.Count, credited.Count,
            [.. credited.GroupBy(c => c.PartnerId!.Value).OrderByDescending(g => g.Count()).Select(g => new PartnerShare(g.Key, names[g.Key], g.Count(), MoneyOf(g)))],
            judged.Where(c => !IsPlaced(c)).GroupBy(ReasonOf, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal),
            changed, orders.Count > AtOnce);
    }

    // Under the row's lock: an order that somebody else has placed meanwhile stays theirs.
    private async Task<bool> ChangeAsync(Actor actor, ReattributionDraft draft, Binding binding, Conversion order, Conversion said)
    {
        var meant = binding switch
        {
            { TakenFor: { } code } when code != draft.Code => $"{draft.Code} taken for {code}",
            { OfferId: { } offer } => $"{draft.Code} on offer {catalog.Current.Advertiser(order.AdvertiserId)?.Offer(offer)?.Name}",
            _ => $"{draft.Code} judged again",
        };
        var receipt = await ledger.ChangeAsync(
            order.Id, ConversionChangeKind.Reattribution, actor.Name, null,
            async (db, row) =>
            {
                if ((row.Outcome, row.SentCodes, row.OfferId) != (order.Outcome, order.SentCodes, order.OfferId))
                {
                    return LedgerReceipt.Stale;
                }

                await Rejudging.ApplyAsync(db, row, said);
                return "reattributed";
            },
            $"{meant}: {draft.Reason!.Trim()}");
        return receipt.Effect != LedgerReceipt.Stale;
    }

    private static async Task<(Binding Binding, FieldErrors Errors)> BindingAsync(PortalDbContext db, Actor actor, ReattributionDraft draft, bool isPreview, CancellationToken cancel)
    {
        var errors = new FieldErrors();
        var coupon = draft.CouponId is { } id
            ? await db.Coupons.VisibleTo(actor).Where(c => c.Id == id && c.AdvertiserId == draft.AdvertiserId).Select(c => new { c.NormalCode, c.OfferId }).SingleOrDefaultAsync(cancel)
            : null;
        if (draft.CouponId is not null && coupon is null)
        {
            errors.Add("coupon_id", $"Coupon {draft.CouponId} was not found among the advertiser's.");
        }

        if (draft.OfferId is { } offer && !await db.Offers.VisibleTo(actor).AnyAsync(o => o.Id == offer && o.AdvertiserId == draft.AdvertiserId, cancel))
        {
            errors.Add("offer_id", $"Offer {offer} was not found among the advertiser's.");
        }

        var reason = draft.Reason?.Trim() ?? "";
        if (!isPreview && reason.Length == 0)
        {
            errors.Add("reason", "Say why: it is kept with every order.");
        }

        ReplayRules.CheckReason(reason, errors);
        return (new Binding(draft.Code, coupon?.NormalCode, draft.OfferId ?? coupon?.OfferId), errors);
    }

    private static bool IsPlaced(Conversion said) => said is { Outcome: AttributionOutcome.Credited, PartnerId: not null };

    // The last line that names why a code or the order itself did not count.
    private static string ReasonOf(Conversion said) =>
        SnakeCase.Of(TraceJson.Read(said.Trace).LastOrDefault(t => t.Verdict is TraceVerdict.Ignored or TraceVerdict.Held)?.Reason ?? TraceReason.NoClaim);

    private static IReadOnlyList<GroupMoney> MoneyOf(IEnumerable<Conversion> rows) =>
        [.. rows.GroupBy(c => c.Currency, StringComparer.Ordinal).Select(g => new GroupMoney(g.Key, g.Sum(c => c.Amount - c.Reversed)))];

    private static async Task<Dictionary<int, string>> NamesAsync(PortalDbContext db, List<Conversion> credited, CancellationToken cancel)
    {
        int[] ids = [.. credited.Select(c => c.PartnerId!.Value).Distinct()];
        return await db.Partners.Where(p => ids.Contains(p.Id)).ToDictionaryAsync(p => p.Id, p => p.Name, cancel);
    }
}

using System.Globalization;
using CouponPortal.Data;
using CouponPortal.Data.Audit;
using CouponPortal.Data.Catalog;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Partners;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Privacy;

/// <summary>What is held of somebody, in numbers.</summary>
public sealed record HeldCounts(int Orders, int Clicks, int Requests, int Messages);

/// <summary>
/// Hands out, and blanks, what the portal holds of a shopper under an order or click id. Blanking takes what describes or follows a person: the text of requests,
/// browser, referrer, sub ids. The decision, the amounts, the code and the order's number stay: partners are paid by them. Both are told in the audit log.
/// </summary>
public sealed class PersonalData(IDbContextFactory<PortalDbContext> contexts, Catalog catalog)
{
    public const string Refusal = "The network administrator and the advertiser's managers hand out and erase personal data.";

    public async Task<Outcome<HeldCounts>> CountAsync(Actor actor, PersonQuestion question, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var (held, refused) = await FindAsync(db, actor, question, cancel);
        return held is null ? refused!.Refused<HeldCounts>() : Outcome.Done(CountsOf(held));
    }

    public async Task<Outcome<PersonalDocument>> ExportAsync(Actor actor, PersonQuestion question, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var (held, refused) = await FindAsync(db, actor, question, cancel);
        if (held is null)
        {
            return refused!.Refused<PersonalDocument>();
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        Note(db, AuditAct.Exported, question.AdvertiserId, held);
        await transaction.CommitAsync(cancel);
        return Outcome.Done(PersonalDocument.Of(held, catalog.Current.Ids));
    }

    public async Task<Outcome<HeldCounts>> EraseAsync(Actor actor, PersonQuestion question, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var (held, refused) = await FindAsync(db, actor, question, cancel);
        if (held is null)
        {
            return refused!.Refused<HeldCounts>();
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        foreach (var order in held.Orders)
        {
            await db.LockConversionAsync(order.Id, cancel);
        }

        long[] orders = [.. held.Orders.Select(c => c.Id)], clicks = [.. held.Clicks.Select(c => c.Id)], requests = [.. held.Requests.Select(h => h.Id)], messages = [.. held.Messages.Select(m => m.Id)];

        // Past SaveChanges: no figure changes. Pub. Unique 3 is the coupon's code where there is one, and stays then.
        await db.Conversions.Where(c => orders.Contains(c.Id)).ExecuteUpdateAsync(
            set => set.SetProperty(c => c.Sub1, (string?)null).SetProperty(c => c.Sub2, (string?)null).SetProperty(c => c.Sub4, (string?)null).SetProperty(c => c.Sub5, (string?)null)
                .SetProperty(c => c.Sub3, c => c.Sub3 == c.CouponCode ? c.Sub3 : null), cancel);
        await db.Clicks.Where(c => clicks.Contains(c.Id)).ExecuteUpdateAsync(
            set => set.SetProperty(c => c.Sub1, (string?)null).SetProperty(c => c.Sub2, (string?)null).SetProperty(c => c.Sub4, (string?)null).SetProperty(c => c.Sub5, (string?)null)
                .SetProperty(c => c.Sub3, c => c.Sub3 == c.CouponCode ? c.Sub3 : null).SetProperty(c => c.SourceId, (string?)null).SetProperty(c => c.UserAgent, (string?)null)
                .SetProperty(c => c.Referrer, (string?)null).SetProperty(c => c.Destination, (string?)null), cancel);
        await db.Hits.Where(h => requests.Contains(h.Id)).ExecuteUpdateAsync(
            set => set.SetProperty(h => h.Raw, "").SetProperty(h => h.RemoteIp, "").SetProperty(h => h.Detail, (string?)null), cancel);
        await db.PostbackMessages.Where(m => messages.Contains(m.Id) && m.State != PostbackMessageState.Waiting).ExecuteUpdateAsync(
            set => set.SetProperty(m => m.Url, "").SetProperty(m => m.Body, (string?)null), cancel);
        Note(db, AuditAct.Erased, question.AdvertiserId, held);
        await transaction.CommitAsync(cancel);
        return Outcome.Done(CountsOf(held));
    }

    private async Task<(HeldData? Held, Outcome<HeldCounts>? Refused)> FindAsync(PortalDbContext db, Actor actor, PersonQuestion question, CancellationToken cancel)
    {
        if (!actor.Sees(question.AdvertiserId) || !await db.Advertisers.VisibleTo(actor).AnyAsync(a => a.Id == question.AdvertiserId, cancel))
        {
            return (null, new Outcome<HeldCounts>.NotFound());
        }

        if (!actor.Manages(question.AdvertiserId))
        {
            return (null, new Outcome<HeldCounts>.Forbidden(Refusal));
        }

        if (string.IsNullOrWhiteSpace(question.OrderId) == string.IsNullOrWhiteSpace(question.ClickId))
        {
            var errors = new FieldErrors();
            errors.Add("order_id", "Give an order id or a click id, and not both.");
            return (null, new Outcome<HeldCounts>.Invalid(errors));
        }

        var held = await HeldData.ReadAsync(db, catalog.Current.Ids, question, cancel);
        return held.Any ? (held, null) : (null, new Outcome<HeldCounts>.NotFound());
    }

    private static HeldCounts CountsOf(HeldData held) => new(held.Orders.Count, held.Clicks.Count, held.Requests.Count, held.Messages.Count);

    // By the portal's own ids: what was typed may name a person, and the log is kept for good.
    private void Note(PortalDbContext db, AuditAct act, int advertiserId, HeldData held)
    {
        var subject = held.Orders.Select(c => c.Id).Concat(held.Clicks.Select(c => c.Id)).First();
        var counts = CountsOf(held);
        AuditChange[] changes = [Count("orders", counts.Orders), Count("clicks", counts.Clicks), Count("requests", counts.Requests), Count("partner_messages", counts.Messages)];
        db.Note(new AuditNote(act, AuditNotes.PersonalData, catalog.Current.Ids.Format(subject), held.Orders.Count > 0 ? "Order" : "Click", changes) { AdvertiserId = advertiserId });

        AuditChange Count(string field, int count) => act == AuditAct.Erased
            ? new(field, count.ToString(CultureInfo.InvariantCulture), null)
            : new(field, null, count.ToString(CultureInfo.InvariantCulture));
    }
}

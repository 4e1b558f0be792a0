using System.Collections.Immutable;
using CouponPortal.Domain.Coupons.Book;
using CouponPortal.Domain.Offers;
using CouponPortal.Domain.Partners;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Data.Catalog;

/// <summary>The catalog as one process has it: what readers see, and the book that it is written from.</summary>
internal sealed record CatalogState(CatalogSnapshot Snapshot, CouponBook Book);

/// <summary>Brings a catalog to what the store says, by what has changed where that is known. Reads in one transaction, so that no half of a save is ever seen.</summary>
internal sealed class CatalogUpdate(PortalDbContext db, CancellationToken cancel)
{
    private const int MostChanges = 5_000;

    /// <param name="known">Null at the start.</param>
    public async Task<CatalogState> RunAsync(CatalogState? known)
    {
        await using var transaction = await db.BeginReadAsync(cancel);
        var network = await db.NetworkAsync(cancel);
        if (known is null || await ChangesAsync(known.Snapshot.Version, network.CatalogVersion) is not { } changes)
        {
            return await ReadAllAsync(network);
        }

        return changes.Count == 0 ? known : await ApplyAsync(known, network, changes);
    }

    // Null when what happened between the two is not known: it was long ago, or the store was put back.
    private async Task<List<CatalogChange>?> ChangesAsync(long from, long to)
    {
        var changes = await db.CatalogChanges.AsNoTracking().Where(c => c.Version > from).OrderBy(c => c.Version).Take(MostChanges + 1).ToListAsync(cancel);
        var isWhole = changes.Select(c => c.Version).Distinct().LongCount() == to - from && changes.Count <= MostChanges;
        return isWhole && !changes.Exists(c => c.Subject == CatalogSubject.Everything) ? changes : null;
    }

    private async Task<CatalogState> ReadAllAsync(NetworkState network)
    {
        var book = new CouponBook();
        await new CouponReader(db, book, new CouponScope(), cancel).ReadAsync();
        var (approvals, active) = (db.Approvals(), db.ActivePartners());
        var snapshot = CatalogSnapshot.Of(network, await db.AdvertisersAsync(null, approvals, active, cancel), book.Publish(), approvals, active);
        snapshot.Postbacks = (await db.PostbacksAsync(null, cancel)).ToImmutableDictionary();
        snapshot.Hosts = await TrackingHosts.ReadAsync(db, cancel);
        return new(snapshot, book);
    }

    private async Task<CatalogState> ApplyAsync(CatalogState known, NetworkState network, List<CatalogChange> changes)
    {
        var (book, before) = (known.Book, known.Snapshot);
        var bulk = Ids(CatalogSubject.CouponsOfAdvertiser);
        foreach (var advertiser in bulk)
        {
            await new CouponReader(db, book, new CouponScope(AdvertiserId: advertiser), cancel).ReadAsync();
        }

        if (Ids(CatalogSubject.Coupon) is { Count: > 0 } coupons)
        {
            await new CouponReader(db, book, new CouponScope(Ids: coupons), cancel).ReadAsync();
        }

        var approvals = await ApprovalsAsync(before.Approvals, changes.Where(c => c.Subject == CatalogSubject.Approval).Select(c => (c.SubjectId, c.OtherId)).ToHashSet(), bulk);
        var partners = Ids(CatalogSubject.Partner);
        var active = await ActivePartnersAsync(before.ActivePartners, partners);
        var advertisers = Ids(CatalogSubject.Advertiser);
        var again = advertisers.Count == 0 ? [] : await db.AdvertisersAsync(advertisers, approvals, active, cancel);
        book = book.IsMostlyPast ? book.Copy() : book;
        var edition = book.Publish();
        var snapshot = advertisers.Count == 0
            ? before.With(network, edition, approvals, active)
            : CatalogSnapshot.Of(network, [.. before.Advertisers.Where(a => !advertisers.Contains(a.Advertiser.Id)), .. again], edition, approvals, active);
        snapshot.Postbacks = partners.Count == 0 ? before.Postbacks : before.Postbacks.RemoveRange(partners).AddRange(await db.PostbacksAsync(partners, cancel));
        snapshot.Hosts = changes.Exists(c => c.Subject == CatalogSubject.TrackingDomains) ? await TrackingHosts.ReadAsync(db, cancel) : before.Hosts;
        return new(snapshot, book);

        HashSet<int> Ids(CatalogSubject subject) => [.. changes.Where(c => c.Subject == subject).Select(c => c.SubjectId)];
    }

    private async Task<ApprovalTimes> ApprovalsAsync(ApprovalTimes approvals, HashSet<(int Offer, int Partner)> pairs, HashSet<int> advertisers)
    {
        if (advertisers.Count > 0)
        {
            var ofBulk = (await db.Offers.Where(o => advertisers.Contains(o.AdvertiserId)).Select(o => o.Id).ToListAsync(cancel)).ToHashSet();
            approvals = approvals.With(ofBulk, db.ApprovalPeriods.AsNoTracking().Where(p => ofBulk.Contains(p.OfferId)).AsEnumerable());
        }

        if (pairs.Count > 0)
        {
            List<int> offers = [.. pairs.Select(p => p.Offer).Distinct()];
            List<int> partners = [.. pairs.Select(p => p.Partner).Distinct()];
            var periods = await db.ApprovalPeriods.AsNoTracking().Where(p => offers.Contains(p.OfferId) && partners.Contains(p.PartnerId)).ToListAsync(cancel);
            approvals = approvals.With(pairs, periods.Where(p => pairs.Contains((p.OfferId, p.PartnerId))));
        }

        return approvals;
    }

    private async Task<PartnerSet> ActivePartnersAsync(PartnerSet partners, HashSet<int> ids)
    {
        if (ids.Count == 0)
        {
            return partners;
        }

        var active = await db.Partners.Where(p => ids.Contains(p.Id) && p.Status == PartnerStatus.Active).Select(p => p.Id).ToListAsync(cancel);
        return ids.Aggregate(partners, (set, id) => set.With(id, active.Contains(id)));
    }
}

using CouponPortal.Data;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Coupons;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Coupons;

/// <summary>One entry of a coupon's history.</summary>
/// <param name="At">UTC.</param>
/// <param name="Changes">Sentences; what a first entry began with.</param>
public sealed record CouponChange(DateTime At, string By, IReadOnlyList<string> Changes);

/// <summary>A coupon's dated history in words, newest first.</summary>
public sealed class CouponPeriods(IDbContextFactory<PortalDbContext> contexts)
{
    public async Task<IReadOnlyList<CouponChange>> OfAsync(Actor actor, int couponId, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        if (await db.Coupons.AsNoTracking().VisibleTo(actor).Include(c => c.Partners).SingleOrDefaultAsync(c => c.Id == couponId, cancel) is not { } coupon)
        {
            return [];
        }

        var zoneName = await db.Advertisers.Where(a => a.Id == coupon.AdvertiserId).Select(a => a.TimeZone).SingleAsync(cancel);
        var periods = await db.CouponPeriods.AsNoTracking().Where(p => p.CouponId == couponId).OrderBy(p => p.From).ToListAsync(cancel);
        if (periods.Count == 0)
        {
            periods.Add(CouponPeriod.Of(coupon.Terms(), DateTime.MinValue, coupon.CreatedBy, coupon.CreatedAt));
        }

        var terms = periods.ConvertAll(p => p.Terms());
        var partnerIds = terms.SelectMany(t => t.PartnerIds).Distinct().ToArray();
        var offerIds = terms.Select(t => t.OfferId).Distinct().ToArray();
        var partners = await db.Partners.Where(p => partnerIds.Contains(p.Id)).ToDictionaryAsync(p => p.Id, p => p.Name, cancel);
        var offers = await db.Offers.Where(o => offerIds.Contains(o.Id)).ToDictionaryAsync(o => o.Id, o => o.Name, cancel);
        var words = new Words(partners, offers, LocalDays.Zone(zoneName));
        return [.. periods.Select((p, i) => new CouponChange(p.ChangedAt, p.ChangedBy, words.Changes(i == 0 ? null : terms[i - 1], terms[i]))).Reverse()];
    }

    private sealed class Words(Dictionary<int, string> partners, Dictionary<int, string> offers, TimeZoneInfo zone)
    {
        public IReadOnlyList<string> Changes(CouponTerms? before, CouponTerms after)
        {
            (string What, Func<CouponTerms, string> Value)[] facts =
            [
                ("Code", t => t.Code),
                ("Offer", t => offers.GetValueOrDefault(t.OfferId, $"offer {t.OfferId}")),
                ("Visibility", t => t.Visibility.ToString()),
                ("Partners", PartnerNames),
                ("Status", t => t.Status.ToString()),
                ("Start", t => t.StartsAt is { } start ? Day(start) : "none"),
                ("End", t => t.EndsAt is { } end ? Day(end.AddTicks(-1)) : "none"),
            ];
            return before is null
                ? [.. facts.Select(f => $"{f.What}: {f.Value(after)}")]
                : [.. facts.Where(f => f.Value(before) != f.Value(after)).Select(f => $"{f.What}: {f.Value(before)} → {f.Value(after)}")];
        }

        private string Day(DateTime utc) => Components.Controls.Words.Of(LocalDays.DayOf(utc, zone));

        private string PartnerNames(CouponTerms terms) =>
            terms.PartnerIds.Count == 0 ? "-" : string.Join(", ", terms.PartnerIds.Select(id => $"{partners.GetValueOrDefault(id, "partner")} ({id})"));
    }
}

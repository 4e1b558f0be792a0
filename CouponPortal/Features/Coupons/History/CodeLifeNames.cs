using CouponPortal.Components.Controls;
using CouponPortal.Data;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Coupons;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Coupons.History;

/// <summary>Names for the ids in a code's history, and its changes in words.</summary>
internal sealed class CodeLifeNames(Dictionary<int, string> partners, Dictionary<int, string> offers, TimeZoneInfo zone)
{
    public static async Task<CodeLifeNames> ReadAsync(PortalDbContext db, IReadOnlyList<CouponPeriod> periods, TimeZoneInfo zone, CancellationToken cancel)
    {
        var partnerIds = periods.SelectMany(p => p.Terms().PartnerIds).Distinct().ToArray();
        var offerIds = periods.Select(p => p.OfferId).Distinct().ToArray();
        return new(
            await db.Partners.Where(p => partnerIds.Contains(p.Id)).ToDictionaryAsync(p => p.Id, p => p.Name, cancel),
            await db.Offers.Where(o => offerIds.Contains(o.Id)).ToDictionaryAsync(o => o.Id, o => o.Name, cancel),
            zone);
    }

    public Named Offer(int id) => new(id, offers.GetValueOrDefault(id, $"offer {id}"));

    public IReadOnlyList<Named> Partners(IReadOnlyList<int> ids) => [.. ids.Select(id => new Named(id, partners.GetValueOrDefault(id, "partner")))];

    /// <param name="before">Null for the first terms, which are told whole.</param>
    public IReadOnlyList<string> Changes(CouponTerms? before, CouponTerms after)
    {
        (string What, Func<CouponTerms, string> Value)[] facts =
        [
            ("Code", t => t.Code),
            ("Offer", t => Offer(t.OfferId).Name),
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

    private string Day(DateTime utc) => Words.Of(LocalDays.DayOf(utc, zone));

    private string PartnerNames(CouponTerms terms) =>
        terms.PartnerIds.Count == 0 ? "-" : string.Join(", ", Partners(terms.PartnerIds).Select(p => $"{p.Name} ({p.Id})"));
}

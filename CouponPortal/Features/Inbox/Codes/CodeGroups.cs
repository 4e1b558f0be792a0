using System.Globalization;
using CouponPortal.Data;
using CouponPortal.Data.Catalog;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Coupons;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Inbox.Codes;

/// <summary>Orders of the last weeks that brought a code and went to nobody, by code. An order with two codes is in both groups.</summary>
public sealed class CodeGroups(IDbContextFactory<PortalDbContext> contexts, Catalog catalog, TimeProvider time)
{
    public const int Days = 90;
    public const int Shown = 50;

    // Different texts of sent codes that are looked at; the most frequent ones.
    private const int MaxTexts = 2_000;
    private const int MaxNear = 3;

    /// <summary>Those with most orders first.</summary>
    /// <param name="code">Only this one; null = all.</param>
    /// <param name="conversionId">Only this order, however old; null = all.</param>
    public async Task<IReadOnlyList<CodeGroup>> FindAsync(Actor actor, int? advertiserId, AttributionOutcome? outcome, string? code, CancellationToken cancel, long? conversionId = null)
    {
        if (code?.Contains('\0', StringComparison.Ordinal) == true)
        {
            return [];
        }

        await using var db = await contexts.CreateDbContextAsync(cancel);
        var texts = new List<SentText>();
        foreach (var wanted in (AttributionOutcome[])[AttributionOutcome.Unattributed, AttributionOutcome.AmbiguousOffer])
        {
            if (outcome is null || outcome == wanted)
            {
                texts.AddRange(await TextsAsync(Open(db, actor, time.GetUtcNow().UtcDateTime, advertiserId, wanted, code, conversionId), wanted, cancel));
            }
        }

        var groups = texts.SelectMany(t => t.Codes.Split(',').Distinct(StringComparer.Ordinal).Where(c => code is null || c == code).Select(c => (Code: c, Text: t)))
            .GroupBy(g => (g.Text.AdvertiserId, g.Text.Outcome, g.Code))
            .OrderByDescending(g => g.Sum(x => x.Text.Orders)).ThenBy(g => g.Key.Code, StringComparer.Ordinal).Take(Shown)
            .Select(g => GroupOf(g.Key.AdvertiserId, g.Key.Code, g.Key.Outcome, [.. g.Select(x => x.Text)])).ToList();
        return await WithNamesAsync(db, groups, cancel);
    }

    /// <summary>The coupons that a code names now; none of a foreign advertiser, and none for what is no code.</summary>
    public async Task<IReadOnlyList<NearCoupon>> CouponsAsync(Actor actor, int advertiserId, string? code, CancellationToken cancel)
    {
        if (!actor.Sees(advertiserId) || catalog.Current.Advertiser(advertiserId) is not { } rules || !CouponCode.TryNormalise(code, out var normal))
        {
            return [];
        }

        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await NamedAsync(db, [.. Coupons(rules, normal, time.GetUtcNow().UtcDateTime)], cancel);
    }

    internal static IQueryable<Conversion> Open(PortalDbContext db, Actor actor, DateTime now, int? advertiserId, AttributionOutcome outcome, string? code, long? conversionId)
    {
        var first = EventKey.First(now.AddDays(-Days));
        var rows = db.Conversions.AsNoTracking().VisibleTo(actor).Where(c => c.SentCodes != "");

        // Spelled out, so that the query holds the words of the partial index.
        rows = outcome == AttributionOutcome.AmbiguousOffer ? rows.Where(c => c.Outcome == AttributionOutcome.AmbiguousOffer) : rows.Where(c => c.Outcome == AttributionOutcome.Unattributed);

        // An order that is asked for by itself may be old, or a test.
        rows = conversionId is { } one ? rows.Where(c => c.Id == one) : rows.Where(c => c.Id >= first && (c.Flags & ConversionFlags.Test) == ConversionFlags.None);
        rows = advertiserId is { } id ? rows.Where(c => c.AdvertiserId == id) : rows;
        return code is null ? rows : rows.Where(c => ("," + c.SentCodes + ",").Contains("," + code + ","));
    }

    private static Task<List<SentText>> TextsAsync(IQueryable<Conversion> rows, AttributionOutcome outcome, CancellationToken cancel) => rows
        .GroupBy(c => new { c.AdvertiserId, c.SentCodes, c.Currency })
        .Select(g => new { g.Key.AdvertiserId, g.Key.SentCodes, g.Key.Currency, Count = g.Count(), Net = g.Sum(c => c.Amount - c.Reversed), First = g.Min(c => c.Id), Last = g.Max(c => c.Id) })
        .OrderByDescending(g => g.Count).Take(MaxTexts)
        .Select(g => new SentText(g.AdvertiserId, outcome, g.SentCodes, g.Currency, g.Count, g.Net, g.First, g.Last)).ToListAsync(cancel);

    // The look-alikes are generated and looked up in memory: some thousand look-ups a code, whatever the number of coupons.
    private CodeGroup GroupOf(int advertiserId, string code, AttributionOutcome outcome, IReadOnlyList<SentText> texts)
    {
        var rules = catalog.Current.Advertiser(advertiserId);
        var now = time.GetUtcNow().UtcDateTime;
        var isCode = CouponCode.TryNormalise(code, out var normal);
        return new(
            advertiserId, code, outcome, texts.Sum(t => t.Orders),
            [.. texts.GroupBy(t => t.Currency, StringComparer.Ordinal).OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => new GroupMoney(m.Key, m.Sum(t => t.Net)))],
            EventKey.TimeOf(texts.Min(t => t.First)), EventKey.TimeOf(texts.Max(t => t.Last)),
            rules is null || !isCode ? [] : Coupons(rules, normal, now).Take(MaxNear).ToArray(),
            rules is null || !isCode ? [] : [.. LookAlikes.Of(normal).SelectMany(alike => Coupons(rules, alike, now).Take(1)).Take(MaxNear)]);
    }

    private static IEnumerable<NearCoupon> Coupons(AdvertiserRules rules, string code, DateTime now) => rules.CouponsAt(code, now)
        .Select(c => new NearCoupon(c.CouponId, c.Code, c.OfferId, rules.Offer(c.OfferId)?.Name ?? $"Offer {c.OfferId}", c.OwnerId is { } owner ? $"{owner}" : null));

    private static async Task<IReadOnlyList<CodeGroup>> WithNamesAsync(PortalDbContext db, List<CodeGroup> groups, CancellationToken cancel)
    {
        var named = (await NamedAsync(db, [.. groups.SelectMany(g => g.Own.Concat(g.Nearest)).Distinct()], cancel)).ToDictionary(c => c.CouponId);
        return [.. groups.Select(g => g with { Own = [.. g.Own.Select(c => named[c.CouponId])], Nearest = [.. g.Nearest.Select(c => named[c.CouponId])] })];
    }

    // Until here the partner is its id.
    private static async Task<IReadOnlyList<NearCoupon>> NamedAsync(PortalDbContext db, IReadOnlyList<NearCoupon> coupons, CancellationToken cancel)
    {
        int[] ids = [.. coupons.Select(c => c.Partner).OfType<string>().Distinct(StringComparer.Ordinal).Select(id => int.Parse(id, CultureInfo.InvariantCulture))];
        var names = await db.Partners.Where(p => ids.Contains(p.Id)).ToDictionaryAsync(p => p.Id.ToString(CultureInfo.InvariantCulture), p => p.Name, StringComparer.Ordinal, cancel);
        return [.. coupons.Select(c => c with { Partner = c.Partner is { } id ? names.GetValueOrDefault(id, $"Partner {id}") : null }).DistinctBy(c => c.CouponId)];
    }

    private sealed record SentText(int AdvertiserId, AttributionOutcome Outcome, string Codes, string Currency, int Orders, long Net, long First, long Last);
}

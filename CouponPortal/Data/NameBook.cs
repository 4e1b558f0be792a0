using CouponPortal.Domain.Accounts;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Data;

/// <summary>Something to choose from, by id.</summary>
public sealed record Choice(int Id, string Name);

/// <summary>Names for the ids of one page's rows. What the actor does not see, or what is gone, is shown by its id.</summary>
public sealed class Names(
    IReadOnlyDictionary<int, (string Name, string Zone)> advertisers, IReadOnlyDictionary<int, string> offers, IReadOnlyDictionary<int, string> partners)
{
    public static Names None { get; } = new(new Dictionary<int, (string, string)>(), new Dictionary<int, string>(), new Dictionary<int, string>());

    public string Advertiser(int? id) => id is { } known ? advertisers.TryGetValue(known, out var found) ? found.Name : $"Advertiser {known}" : "–";

    public string Offer(int? id) => id is { } known ? offers.TryGetValue(known, out var name) ? name : $"Offer {known}" : "–";

    public string Partner(int? id) => id is { } known ? partners.TryGetValue(known, out var name) ? name : $"Partner {known}" : "Nobody";

    /// <summary>The advertiser's IANA zone; UTC when unknown.</summary>
    public string Zone(int? advertiserId) => advertiserId is { } id && advertisers.TryGetValue(id, out var found) ? found.Zone : "UTC";
}

/// <summary>What an actor may filter by. Null partners: too many for a list, so their id is asked for instead.</summary>
public sealed record FilterChoices(IReadOnlyList<Choice> Advertisers, IReadOnlyList<Choice> Offers, IReadOnlyList<Choice>? Partners);

/// <summary>Looks up names for lists of events, which hold ids alone.</summary>
public sealed class NameBook(IDbContextFactory<PortalDbContext> contexts)
{
    /// <summary>More than these would make a slow page and a useless list.</summary>
    public const int MostChoices = 300;

    public async Task<Names> OfAsync(Actor actor, IEnumerable<int?> advertisers, IEnumerable<int?> offers, IEnumerable<int?> partners, CancellationToken cancel = default)
    {
        if (!actor.IsStaff)
        {
            return Names.None;
        }

        var (advertiserIds, offerIds, partnerIds) = (Ids(advertisers), Ids(offers), Ids(partners));
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return new(
            await db.Advertisers.VisibleTo(actor).Where(a => advertiserIds.Contains(a.Id)).ToDictionaryAsync(a => a.Id, a => (a.Name, a.TimeZone), cancel),
            await db.Offers.VisibleTo(actor).Where(o => offerIds.Contains(o.Id)).ToDictionaryAsync(o => o.Id, o => o.Name, cancel),
            await db.Partners.Where(p => partnerIds.Contains(p.Id)).ToDictionaryAsync(p => p.Id, p => p.Name, cancel));
    }

    public async Task<FilterChoices> ChoicesAsync(Actor actor, int? advertiserId, CancellationToken cancel = default)
    {
        if (!actor.IsStaff)
        {
            return new([], [], []);
        }

        await using var db = await contexts.CreateDbContextAsync(cancel);
        var offers = db.Offers.VisibleTo(actor);
        offers = advertiserId is { } id ? offers.Where(o => o.AdvertiserId == id) : offers;
        var partners = await db.Partners.OrderBy(p => p.Name).ThenBy(p => p.Id).Take(MostChoices + 1).Select(p => new Choice(p.Id, p.Name)).ToListAsync(cancel);
        return new(
            await db.Advertisers.VisibleTo(actor).OrderBy(a => a.Name).ThenBy(a => a.Id).Select(a => new Choice(a.Id, a.Name)).ToListAsync(cancel),
            await offers.OrderBy(o => o.Name).ThenBy(o => o.Id).Take(MostChoices).Select(o => new Choice(o.Id, o.Name)).ToListAsync(cancel),
            partners.Count > MostChoices ? null : partners);
    }

    private static int[] Ids(IEnumerable<int?> ids) => [.. ids.OfType<int>().Distinct()];
}

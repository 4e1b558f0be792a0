using System.Globalization;
using CouponPortal.Data;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Partners;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Coupons;

/// <summary>An offer to put a coupon on, and what the form needs to know of its advertiser.</summary>
/// <param name="ExclusiveReason">Why the Exclusive option is greyed out; null when it is not.</param>
public sealed record OfferChoice(int Id, string Name, int AdvertiserId, string AdvertiserName, string TimeZone, string? ExclusiveReason)
{
    public string Label => $"{Name} ({Id}) · {AdvertiserName}";
}

/// <summary>A partner to put on a list.</summary>
public sealed record PartnerChoice(int Id, string Name, bool IsPaused)
{
    public string Label => $"{Name} ({Id}){(IsPaused ? ", paused" : "")}";
}

/// <summary>What pages offer to choose from: the first matches by name or id, never whole tables.</summary>
public sealed class CouponChoices(IDbContextFactory<PortalDbContext> contexts)
{
    public const int Shown = 50;

    public async Task<IReadOnlyList<Named>> AdvertisersAsync(Actor actor, string? text, int? include = null, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var (part, id) = Search(text);
        return await db.Advertisers.VisibleTo(actor).Where(a => a.Name.ToUpper().Contains(part) || a.Id == id || a.Id == include)
            .OrderBy(a => a.Id == include ? 0 : 1).ThenBy(a => a.Name).ThenBy(a => a.Id).Take(Shown).Select(a => new Named(a.Id, a.Name)).ToListAsync(cancel);
    }

    /// <param name="include">An offer to put first, e.g. the one that is chosen already.</param>
    public async Task<IReadOnlyList<OfferChoice>> OffersAsync(Actor actor, string? text, int? include = null, CancellationToken cancel = default)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var (part, id) = Search(text);
        var found = await db.Offers.AsNoTracking().VisibleTo(actor)
            .Where(o => o.Name.ToUpper().Contains(part) || o.Id == id || o.Id == include)
            .Join(db.Advertisers, o => o.AdvertiserId, a => a.Id, (o, a) => new { o.Id, o.Name, Advertiser = a })
            .OrderBy(x => x.Id == include ? 0 : 1).ThenBy(x => x.Name).ThenBy(x => x.Id).Take(Shown).ToListAsync(cancel);
        return found.ConvertAll(x => new OfferChoice(x.Id, x.Name, x.Advertiser.Id, x.Advertiser.Name, x.Advertiser.TimeZone, CouponNotices.ExclusiveReason(x.Advertiser)));
    }

    /// <summary>Partners by part of the name, or by the whole id. Staff only: a partner's user finds none.</summary>
    public async Task<IReadOnlyList<PartnerChoice>> PartnersAsync(Actor actor, string? text, int? include = null, CancellationToken cancel = default)
    {
        if (!actor.IsStaff)
        {
            return [];
        }

        await using var db = await contexts.CreateDbContextAsync(cancel);
        var (part, id) = Search(text);
        return await db.Partners.Where(p => p.Name.ToUpper().Contains(part) || p.Id == id || p.Id == include)
            .OrderBy(p => p.Id == id || p.Id == include ? 0 : 1).ThenBy(p => p.Name).ThenBy(p => p.Id).Take(Shown)
            .Select(p => new PartnerChoice(p.Id, p.Name, p.Status == PartnerStatus.Paused)).ToListAsync(cancel);
    }

    private static (string Part, int? Id) Search(string? text)
    {
        var part = text?.Trim() ?? "";
        return (part.ToUpperInvariant(), int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null);
    }
}

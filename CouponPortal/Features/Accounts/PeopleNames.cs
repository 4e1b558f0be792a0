using CouponPortal.Data;
using CouponPortal.Domain.Accounts;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Accounts;

/// <summary>Names of what people of a list work for, as far as the actor sees them.</summary>
internal sealed class PeopleNames(IReadOnlyDictionary<int, string> advertisers, IReadOnlyDictionary<int, string> partners)
{
    public static async Task<PeopleNames> OfAsync(PortalDbContext db, Actor actor, IEnumerable<int> advertiserIds, IEnumerable<int?> partnerIds, CancellationToken cancel)
    {
        int[] advertisers = [.. advertiserIds.Distinct()];
        int[] partners = [.. partnerIds.OfType<int>().Distinct()];
        return new(
            await db.Advertisers.VisibleTo(actor).Where(a => advertisers.Contains(a.Id)).ToDictionaryAsync(a => a.Id, a => a.Name, cancel),
            await db.Partners.Where(p => actor.IsNetworkAdmin && partners.Contains(p.Id)).ToDictionaryAsync(p => p.Id, p => p.Name, cancel));
    }

    public string For(Role role, IEnumerable<int> advertiserIds, int? partnerId) => role switch
    {
        Role.NetworkAdmin => "The whole network",
        Role.Partner => partnerId is { } id && partners.TryGetValue(id, out var name) ? name : "–",
        Role.AdvertiserManager or Role.AdvertiserViewer => string.Join(", ", advertiserIds.Where(advertisers.ContainsKey).Select(a => advertisers[a]).Order(StringComparer.OrdinalIgnoreCase)),
    };
}

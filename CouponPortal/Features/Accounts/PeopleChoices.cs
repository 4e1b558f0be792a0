using System.Globalization;
using CouponPortal.Data;
using CouponPortal.Domain.Accounts;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Accounts;

/// <summary>What a person can be given: the first matches by name or id, never whole tables.</summary>
public sealed class PeopleChoices(IDbContextFactory<PortalDbContext> contexts)
{
    public const int Shown = 20;

    public async Task<IReadOnlyList<Choice>> AdvertisersAsync(Actor actor, string? text, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var (part, id) = Search(text);
        return await db.Advertisers.VisibleTo(actor).Where(a => a.Name.ToUpper().Contains(part) || a.Id == id)
            .OrderBy(a => a.Id == id ? 0 : 1).ThenBy(a => a.Name).ThenBy(a => a.Id).Take(Shown).Select(a => new Choice(a.Id, a.Name)).ToListAsync(cancel);
    }

    /// <summary>For the network admin, who alone invites partners.</summary>
    public async Task<IReadOnlyList<Choice>> PartnersAsync(Actor actor, string? text, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var (part, id) = Search(text);
        return await db.Partners.Where(p => actor.IsNetworkAdmin && (p.Name.ToUpper().Contains(part) || p.Id == id))
            .OrderBy(p => p.Id == id ? 0 : 1).ThenBy(p => p.Name).ThenBy(p => p.Id).Take(Shown).Select(p => new Choice(p.Id, p.Name)).ToListAsync(cancel);
    }

    /// <summary>Names of what is chosen already.</summary>
    public async Task<(IReadOnlyList<Choice> Advertisers, Choice? Partner)> ChosenAsync(Actor actor, Rights rights, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var ids = rights.AdvertiserIds.ToArray();
        return (
            await db.Advertisers.VisibleTo(actor).Where(a => ids.Contains(a.Id)).OrderBy(a => a.Name).Select(a => new Choice(a.Id, a.Name)).ToListAsync(cancel),
            await db.Partners.Where(p => actor.IsNetworkAdmin && p.Id == rights.PartnerId).Select(p => new Choice(p.Id, p.Name)).SingleOrDefaultAsync(cancel));
    }

    private static (string Part, int Id) Search(string? text) =>
        (text?.Trim().ToUpperInvariant() ?? "", int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0);
}

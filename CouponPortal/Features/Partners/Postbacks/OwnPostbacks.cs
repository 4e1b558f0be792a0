using CouponPortal.Data;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Offers;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Partners.Postbacks;

/// <summary>What the partner's own page of postbacks needs beside the list.</summary>
/// <param name="General">The postback URL that staff keep with the partner; null = none.</param>
/// <param name="Offers">Those that the partner is approved for.</param>
public sealed record OwnPostbackView(int PartnerId, string? General, IReadOnlyList<Choice> Offers);

public sealed class OwnPostbacks(IDbContextFactory<PortalDbContext> contexts)
{
    /// <returns>Null when the actor is no partner.</returns>
    public async Task<OwnPostbackView?> ReadAsync(Actor actor, CancellationToken cancel = default)
    {
        if (actor.Self() is not { } me)
        {
            return null;
        }

        await using var db = await contexts.CreateDbContextAsync(cancel);
        return new(
            me,
            await db.Partners.Where(p => p.Id == me).Select(p => p.PostbackUrl).SingleOrDefaultAsync(cancel),
            await db.Offers.Where(o => db.Approvals.Any(a => a.OfferId == o.Id && a.PartnerId == me && a.Status == ApprovalStatus.Approved)).OrderBy(o => o.Name).ThenBy(o => o.Id)
                .Select(o => new Choice(o.Id, o.Name)).ToListAsync(cancel));
    }
}

using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Advertisers;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Advertisers;

/// <summary>Replaces the key (or the signing secret) that the advertiser's postback security uses. The old one stops working at once.</summary>
public sealed class RotatePostbackSecret(IDbContextFactory<PortalDbContext> contexts)
{
    public async Task<Outcome<Advertiser>> RunAsync(Actor actor, int id, int version, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        if (await db.Advertisers.VisibleTo(actor).SingleOrDefaultAsync(a => a.Id == id, cancel) is not { } row)
        {
            return new Outcome<Advertiser>.NotFound();
        }

        if (!actor.Manages(id))
        {
            return new Outcome<Advertiser>.Forbidden("You may read this advertiser, not change it. Ask one of its managers.");
        }

        if (row.Version != version)
        {
            return Saving.Stale<Advertiser>();
        }

        switch (row.PostbackSecurity)
        {
            case PostbackSecurity.Key:
                row.PostbackKey = PostbackSecrets.NewKey();
                break;
            case PostbackSecurity.Signature:
                row.SigningSecret = PostbackSecrets.NewSigningSecret();
                break;
            case PostbackSecurity.None:
                return new Outcome<Advertiser>.Conflict("no_secret", "Choose Key or Signature as postback security and save first.");
        }

        row.Version++;
        return await db.SaveAsync(row, ["The old one no longer works: put the new one into the shop now."], Saving.Stale<Advertiser>, cancel);
    }
}

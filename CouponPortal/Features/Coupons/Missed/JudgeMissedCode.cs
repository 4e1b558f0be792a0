using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Coupons;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Coupons.Missed;

/// <summary>What staff makes of a missed code: a coupon, in one step, or nothing.</summary>
public sealed class JudgeMissedCode(IDbContextFactory<PortalDbContext> contexts, SaveCoupon save)
{
    private const string ReadOnly = "Your account may read missed codes, not decide about them. Ask a manager of this advertiser.";

    /// <summary>Hides it from the list, or shows it again; its visits are counted on.</summary>
    public async Task<Outcome<MissedCode>> IgnoreAsync(Actor actor, int id, bool isIgnored, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        if (await db.MissedCodes.VisibleTo(actor).SingleOrDefaultAsync(m => m.Id == id, cancel) is not { } row)
        {
            return new Outcome<MissedCode>.NotFound();
        }

        if (!Decides(actor, row))
        {
            return new Outcome<MissedCode>.Forbidden(ReadOnly);
        }

        row.State = isIgnored ? MissedCodeState.Ignored : MissedCodeState.Open;
        await db.SaveChangesAsync(cancel);
        return Outcome.Done(row);
    }

    /// <summary>Makes the code a coupon of the partner on the offer, which works from now on. Visits of before credit nobody, as they did.</summary>
    /// <param name="partnerId">Null = for everybody who is approved on the offer (Public).</param>
    public async Task<Outcome<CouponRow>> MakeCouponAsync(Actor actor, int id, int offerId, int? partnerId, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        if (await db.MissedCodes.VisibleTo(actor).SingleOrDefaultAsync(m => m.Id == id, cancel) is not { } row)
        {
            return new Outcome<CouponRow>.NotFound();
        }

        if (!Decides(actor, row))
        {
            return new Outcome<CouponRow>.Forbidden(ReadOnly);
        }

        var draft = new CouponDraft
        {
            Code = row.Code,
            AdvertiserId = row.AdvertiserId,
            OfferId = offerId,
            Visibility = partnerId is null ? CouponVisibility.Public : CouponVisibility.Private,
            PartnerIds = partnerId is { } partner ? [partner] : [],
            InternalNote = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Made of a missed code: {row.Visits:N0} visits from {row.FirstSeenAt:yyyy-MM-dd} on."),
        };
        var outcome = await save.CreateAsync(actor, draft, cancel);
        if (outcome is Outcome<CouponRow>.Done)
        {
            row.State = MissedCodeState.Bound;
            await db.SaveChangesAsync(cancel);
        }

        return outcome;
    }

    // What was typed at the network's own domain is the network's to decide.
    private static bool Decides(Actor actor, MissedCode row) => row.AdvertiserId is { } advertiser ? actor.Manages(advertiser) : actor.CanAdministrate;
}

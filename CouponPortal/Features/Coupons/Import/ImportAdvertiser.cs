using System.Globalization;
using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Coupons;
using CouponPortal.Features.Coupons.Bulk;
using CouponPortal.Features.Coupons.Import.Columns;
using CouponPortal.Features.Coupons.Import.Files;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Coupons.Import;

/// <summary>Whose coupons a file is about. Every import is one advertiser's; what nobody says the file itself tells.</summary>
public sealed class ImportAdvertiser(IDbContextFactory<PortalDbContext> contexts)
{
    private const int LookedAt = 500;

    /// <returns>Null in Done: the file must tell.</returns>
    public async Task<Outcome<int?>> OfOrderAsync(Actor actor, UploadOrder order, CancellationToken cancel)
    {
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var errors = new FieldErrors();
        int? ofOffer = null;
        if (order.OfferId is { } offerId)
        {
            ofOffer = await db.Offers.VisibleTo(actor).Where(o => o.Id == offerId).Select(o => (int?)o.AdvertiserId).SingleOrDefaultAsync(cancel);
            if (ofOffer is null || (order.AdvertiserId ?? ofOffer) != ofOffer)
            {
                errors.Add("offer_id", $"Offer {offerId} was not found{(ofOffer is null ? "" : " at this advertiser")}.");
            }
        }

        if (order.AdvertiserId is { } sent && !await db.Advertisers.VisibleTo(actor).AnyAsync(a => a.Id == sent, cancel))
        {
            errors.Add("advertiser_id", $"Advertiser {sent} was not found.");
        }

        var advertiser = order.AdvertiserId ?? ofOffer ?? (actor.AdvertiserIds is [var only] ? only : null);
        return errors.Any ? new Outcome<int?>.Invalid(errors)
            : advertiser is { } id && !actor.Manages(id) ? new Outcome<int?>.Forbidden(SaveCoupon.ReadOnlySentence)
            : Outcome.Done(advertiser);
    }

    /// <summary>The offer of a Pepperjam file, which names none, when the advertiser has but one.</summary>
    public async Task<int?> OnlyOfferAsync(int? advertiserId, ColumnMatch match, CancellationToken cancel)
    {
        if (advertiserId is not { } id || match.Layout != FileLayout.Pepperjam || match.Has(ImportField.OfferId))
        {
            return null;
        }

        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await db.Offers.Where(o => o.AdvertiserId == id).Select(o => o.Id).Take(2).ToListAsync(cancel) is [var only] ? only : null;
    }

    /// <summary>That of the first row whose offer, or in an update whose coupon, the actor manages.</summary>
    internal async Task<int?> OfRowsAsync(Actor actor, CouponBatchKind mode, ColumnMatch match, Workbench bench, CancellationToken cancel)
    {
        var rows = bench.First(LookedAt).ToList();
        await using var db = await contexts.CreateDbContextAsync(cancel);
        var ids = Numbers(ImportField.OfferId);
        var offers = await db.Offers.VisibleTo(actor).Where(o => ids.Contains(o.Id)).ToDictionaryAsync(o => o.Id, o => o.AdvertiserId, cancel);
        if (ids.Where(offers.ContainsKey).Select(id => (int?)offers[id]).FirstOrDefault(a => actor.Manages(a!.Value)) is { } ofOffer)
        {
            return ofOffer;
        }

        if (mode != CouponBatchKind.Update || match.IndexOf(ImportField.CouponCode) is not { } column)
        {
            return null;
        }

        var couponIds = Numbers(ImportField.CouponCodeId);
        var codes = rows.Select(r => CouponEntry.NormalCodeOf(r.Cells[column])).Distinct(StringComparer.Ordinal).ToArray();
        var owners = await db.Coupons.VisibleTo(actor).Where(c => couponIds.Contains(c.Id) || codes.Contains(c.NormalCode)).OrderBy(c => c.Id).Select(c => c.AdvertiserId).Take(LookedAt).ToListAsync(cancel);
        return owners.Where(actor.Manages).Select(a => (int?)a).FirstOrDefault();

        int[] Numbers(ImportField field) => match.IndexOf(field) is not { } index ? []
            : [.. rows.Select(r => int.TryParse(r.Cells[index].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0).Where(id => id > 0).Distinct()];
    }
}

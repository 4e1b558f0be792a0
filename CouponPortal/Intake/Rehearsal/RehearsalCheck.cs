using CouponPortal.Data;
using CouponPortal.Data.Identity;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Coupons;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Intake.Rehearsal;

/// <summary>Whether an actor may rehearse a change, and whether the change could be saved. Who may not save it may not rehearse it either.</summary>
internal sealed class RehearsalCheck(PortalDbContext db, Actor actor, CancellationToken cancel)
{
    private const string ReadOnlySentence = "Your account may read these rules, not change them, so it rehearses no change either. Ask one of the advertiser's managers.";
    private readonly FieldErrors _errors = new();

    /// <returns>The change with its days as instants, and with what would stay as it is left out.</returns>
    public async Task<Outcome<RuleChange>> RunAsync(int advertiserId, int days, RuleChange change)
    {
        if (!actor.ManagesSome)
        {
            return new Outcome<RuleChange>.Forbidden(ReadOnlySentence);
        }

        if (!RehearseRules.Days.Contains(days))
        {
            _errors.Add("days", $"Send {string.Join(" or ", RehearseRules.Days)}.");
        }

        var advertiser = await db.Advertisers.AsNoTracking().VisibleTo(actor).SingleOrDefaultAsync(a => a.Id == advertiserId, cancel);
        if (advertiser is null)
        {
            _errors.Add("advertiser_id", advertiserId == 0 ? "Choose an advertiser." : $"Advertiser {advertiserId} was not found.");
            return new Outcome<RuleChange>.Invalid(_errors);
        }

        if (!actor.Manages(advertiserId))
        {
            return new Outcome<RuleChange>.Forbidden(ReadOnlySentence);
        }

        var outcome = change switch
        {
            RuleChange.Credit credit => Done(credit, "lookback_days", AdvertiserFields.LookbackFault(credit.LookbackDays)),
            RuleChange.ExclusiveCodes exclusive => await ExclusiveAsync(advertiser, exclusive),
            RuleChange.Suppress suppress => await SuppressAsync(advertiser, suppress),
            RuleChange.Unsuppress unsuppress => Done(unsuppress, "suppressed_code_id", await EntryAsync(advertiserId, unsuppress.Id) is null ? Missing("Suppressed code", unsuppress.Id) : null),
            RuleChange.CouponPolicy policy => await PolicyAsync(advertiser, policy),
            _ => throw new InvalidOperationException($"No check for {change}."),
        };
        return _errors.Any ? new Outcome<RuleChange>.Invalid(_errors) : outcome;
    }

    private static string Missing(string kind, int id) => $"{kind} {id} was not found.";

    private Outcome<RuleChange> Done(RuleChange change, string field, string? fault)
    {
        if (fault is not null)
        {
            _errors.Add(field, fault);
        }

        return Outcome.Done(change);
    }

    private async Task<Outcome<RuleChange>> ExclusiveAsync(Advertiser advertiser, RuleChange.ExclusiveCodes change) => advertiser switch
    {
        { MayUseExclusiveCodes: false } => new Outcome<RuleChange>.Forbidden(AdvertiserFields.PermissionMissing + " " + await NetworkAdmins.AskAsync(db, cancel)),
        { TrackingType: not TrackingType.Dynamic } => new Outcome<RuleChange>.Conflict("no_setting_needed", "Basic and Itemized advertisers need no setting: Exclusive codes are in effect."),
        _ => Outcome.Done<RuleChange>(change),
    };

    private Task<SuppressedCode?> EntryAsync(int advertiserId, int? id) =>
        db.SuppressedCodes.AsNoTracking().VisibleTo(actor).SingleOrDefaultAsync(s => s.Id == id && s.AdvertiserId == advertiserId, cancel);

    private async Task<Outcome<RuleChange>> SuppressAsync(Advertiser advertiser, RuleChange.Suppress change)
    {
        var (typed, known) = (change.Entry, change.InsteadOf is { } id ? await EntryAsync(advertiser.Id, id) : null);
        if (change.InsteadOf is { } missing && known is null)
        {
            _errors.Add("suppressed_code_id", Missing("Suppressed code", missing));
        }

        if (CouponCode.Check(typed.Code) is var fault and not (CodeFault.None or CodeFault.Reserved))
        {
            _errors.Add("code", CouponCode.Message(fault));
        }

        if (typed.EndDate < typed.StartDate)
        {
            _errors.Add("end_date", "The end date is before the start date.");
        }

        // Days that nobody touched keep their instants, as when it is saved.
        var zone = LocalDays.Zone(advertiser.TimeZone);
        return Outcome.Done<RuleChange>(change with
        {
            Entry = new SuppressedCode
            {
                AdvertiserId = advertiser.Id,
                Code = typed.Code.Trim().ToUpperInvariant(),
                StartDate = typed.StartDate,
                EndDate = typed.EndDate,
                StartsAt = known is not null && known.StartDate == typed.StartDate ? known.StartsAt : typed.StartDate is { } start ? LocalDays.StartUtc(start, zone) : null,
                EndsAt = known is not null && known.EndDate == typed.EndDate ? known.EndsAt : typed.EndDate is { } end ? LocalDays.EndUtc(end, zone) : null,
            },
        });
    }

    private async Task<Outcome<RuleChange>> PolicyAsync(Advertiser advertiser, RuleChange.CouponPolicy change)
    {
        var coupon = await db.Coupons.AsNoTracking().VisibleTo(actor).Include(c => c.Partners).SingleOrDefaultAsync(c => c.Id == change.CouponId && c.AdvertiserId == advertiser.Id, cancel);
        if (coupon is null)
        {
            _errors.Add("coupon_id", Missing("Coupon", change.CouponId));
            return Outcome.Done<RuleChange>(change);
        }

        IReadOnlyList<int>? partners = change.PartnerIds is { } sent ? [.. sent.Distinct().Order()] : null;
        var faults = CouponRules.Check(coupon.Code, change.Visibility ?? coupon.Visibility, [.. partners ?? coupon.PartnerIds], null, null, null, null);
        foreach (var message in faults.For("partner_ids"))
        {
            _errors.Add("partner_ids", message);
        }

        if (partners?.Count is > 0 and <= CouponRules.MaxPartners && partners.Except(await db.Partners.Where(p => partners.Contains(p.Id)).Select(p => p.Id).ToListAsync(cancel)).ToList() is [var unknown, ..])
        {
            _errors.Add("partner_ids", Missing("Partner", unknown));
        }

        return Outcome.Done<RuleChange>(new RuleChange.CouponPolicy(
            coupon.Id, change.Visibility == coupon.Visibility ? null : change.Visibility, partners is null || partners.SequenceEqual(coupon.PartnerIds) ? null : partners));
    }
}

using CouponPortal.Data;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Offers;
using CouponPortal.Domain.Payouts;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.PartnerPortal.Offers;

/// <summary>Where a partner stands with an offer.</summary>
public enum OfferStanding
{
    Approved,
    Pending,
    Rejected,

    /// <summary>Not asked yet, and it may.</summary>
    Open,
}

/// <summary>An offer as partners see it: without its rules, its settings and its other partners.</summary>
/// <param name="Since">UTC, of the standing; null where nothing was asked.</param>
/// <param name="TimeZone">IANA name of the advertiser's zone.</param>
/// <param name="Codes">That the partner may use.</param>
/// <param name="OwnDomain">The advertiser's tracking domain; null = the network's.</param>
public sealed record PartnerOffer(
    int Id, string Name, OfferStatus Status, PayoutTerms Payout, string AdvertiserName, string TimeZone, OfferStanding Standing, DateTime? Since, int Codes, string? OwnDomain)
{
    /// <summary>A link to the offer without a code, whose clicks are the partner's (WIRE "Clicks"); null unless it leads there now.</summary>
    public string? Link { get; init; }
}

public sealed record PartnerOfferFilter(string? Text = null, OfferStanding? Standing = null);

/// <summary>Offers that the partner has asked for or was given, and those that it may apply to.</summary>
public sealed class PartnerOffers(IDbContextFactory<PortalDbContext> contexts)
{
    private const int MaxText = 200, MostChoices = 200;

    /// <summary>By standing, then by name.</summary>
    /// <param name="origin">Scheme and host of the portal, used where there is no tracking domain.</param>
    public async Task<Page<PartnerOffer>> FindAsync(Actor actor, PartnerOfferFilter filter, PageRequest page, string origin, CancellationToken cancel)
    {
        if (actor.Self() is not { } me)
        {
            return new([], 0);
        }

        await using var db = await contexts.CreateDbContextAsync(cancel);
        var rows = Visible(db, me);
        if (filter.Text?.Trim() is { Length: > 0 } typed)
        {
            var text = (typed.Length > MaxText ? typed[..MaxText] : typed).ToUpperInvariant();
            rows = rows.Where(r => r.Offer.Name.ToUpper().Contains(text) || r.Advertiser.Name.ToUpper().Contains(text));
        }

        if (filter.Standing is { } standing)
        {
            var status = (ApprovalStatus?)(standing switch
            {
                OfferStanding.Approved => ApprovalStatus.Approved,
                OfferStanding.Pending => ApprovalStatus.Pending,
                OfferStanding.Rejected => ApprovalStatus.Rejected,
                OfferStanding.Open => null,
            });
            rows = rows.Where(r => r.Status == status);
        }

        var found = await rows
            .OrderBy(r => r.Status == ApprovalStatus.Approved ? 0 : r.Status == ApprovalStatus.Pending ? 1 : r.Status == null ? 2 : 3).ThenBy(r => r.Offer.Name).ThenBy(r => r.Offer.Id)
            .Select(r => new
            {
                r.Offer.Id,
                r.Offer.Name,
                OfferStatus = r.Offer.Status,
                r.Offer.PayoutType,
                r.Offer.PayoutValue,
                r.Offer.Currency,
                Shop = r.Advertiser.Name,
                r.Advertiser.TimeZone,
                AdvertiserId = r.Advertiser.Id,
                r.Status,
                r.Since,
            }).ToPageAsync(page, cancel);
        int[] ids = [.. found.Rows.Select(r => r.Id)];
        var codes = await db.OfPartner(actor).Where(c => ids.Contains(c.OfferId)).GroupBy(c => c.OfferId).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, cancel);
        var domains = await LinkDomains.ReadAsync(db, found.Rows.Select(r => r.AdvertiserId), cancel);
        return new(
            [.. found.Rows.Select(r => new PartnerOffer(
                r.Id, r.Name, r.OfferStatus, new PayoutTerms(r.PayoutType, r.PayoutValue, r.Currency), r.Shop, r.TimeZone, StandingOf(r.Status), r.Since, codes.GetValueOrDefault(r.Id), domains.Own(r.AdvertiserId))
            {
                Link = r is { Status: ApprovalStatus.Approved, OfferStatus: OfferStatus.Active } ? LinkOf(r.Id, me, domains.Of(r.AdvertiserId), origin) : null,
            })],
            found.Total);
    }

    /// <summary>Active offers that the partner is approved on: on which it may wish for a code.</summary>
    public async Task<IReadOnlyList<PartnerOfferChoice>> ApprovedAsync(Actor actor, CancellationToken cancel)
    {
        var me = actor.Self() ?? 0;
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return await db.Offers.Where(o => o.Status == OfferStatus.Active && db.Approvals.Any(a => a.OfferId == o.Id && a.PartnerId == me && a.Status == ApprovalStatus.Approved))
            .Join(db.Advertisers, o => o.AdvertiserId, a => a.Id, (o, a) => new { o.Id, o.Name, Shop = a.Name }).OrderBy(o => o.Name).ThenBy(o => o.Id).Take(MostChoices)
            .Select(o => new PartnerOfferChoice(o.Id, o.Name, o.Shop)).ToListAsync(cancel);
    }

    private static IQueryable<OfferAndStanding> Visible(PortalDbContext db, int me) =>
        from offer in db.Offers
        join advertiser in db.Advertisers on offer.AdvertiserId equals advertiser.Id
        join approval in db.Approvals.Where(a => a.PartnerId == me) on offer.Id equals approval.OfferId into approvals
        from approval in approvals.DefaultIfEmpty()
        where approval != null || (offer.OpenToApplications && offer.Status == OfferStatus.Active)
        select new OfferAndStanding
        {
            Offer = offer,
            Advertiser = advertiser,
            Status = approval == null ? null : approval.Status,
            Since = approval == null ? null : approval.UpdatedAt,
        };

    private static OfferStanding StandingOf(ApprovalStatus? status) => status is not { } known ? OfferStanding.Open : known switch
    {
        ApprovalStatus.Approved => OfferStanding.Approved,
        ApprovalStatus.Pending => OfferStanding.Pending,
        ApprovalStatus.Rejected => OfferStanding.Rejected,
    };

    private static string LinkOf(int offerId, int me, string? domain, string origin) => $"{(domain is null ? origin.TrimEnd('/') : "https://" + domain)}/clk?oid={offerId}&affid={me}";

    private sealed class OfferAndStanding
    {
        public required Offer Offer { get; init; }
        public required Domain.Advertisers.Advertiser Advertiser { get; init; }
        public ApprovalStatus? Status { get; init; }
        public DateTime? Since { get; init; }
    }
}

/// <summary>An offer to choose.</summary>
public sealed record PartnerOfferChoice(int Id, string Name, string AdvertiserName);

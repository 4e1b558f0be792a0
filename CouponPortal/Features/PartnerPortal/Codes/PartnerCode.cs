using CouponPortal.Components.Sharing;
using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.Offers;
using CouponPortal.Domain.Partners;

namespace CouponPortal.Features.PartnerPortal.Codes;

/// <summary>What a code is to its partner now.</summary>
public enum PartnerCodeState
{
    Running,
    NotStarted,
    Ended,
    Paused,
}

/// <summary>A code as its partner sees it. It has no field for internal notes and for other partners: what is not here cannot be shown.</summary>
/// <param name="IsOwn">Names this partner alone; else it is Public, or shared with others.</param>
/// <param name="StartDate">First day in the advertiser's zone; null = always was.</param>
/// <param name="EndDate">Last day, included; null = never ends.</param>
/// <param name="EndsAt">UTC, exclusive.</param>
/// <param name="TimeZone">IANA name of the advertiser's zone.</param>
/// <param name="OwnDomain">The advertiser's tracking domain; null = the network's.</param>
public sealed record PartnerCode(
    int Id, string Code, string NormalCode, CouponVisibility Visibility, CouponStatus Status, bool IsOwn, DateOnly? StartDate, DateOnly? EndDate, DateTime? StartsAt, DateTime? EndsAt,
    string Description, bool IsDescriptionPlainText, int OfferId, string OfferName, OfferStatus OfferStatus, int AdvertiserId, string AdvertiserName, string TimeZone, string? OwnDomain)
{
    /// <summary>The partner that reads it.</summary>
    public required int PartnerId { get; init; }

    public required PartnerStatus PartnerStatus { get; init; }

    /// <summary>Visits of the partner's own code after its end, of the last <see cref="Data.EndedVisits.Days"/> days; 0 while it runs, and for codes that are shared.</summary>
    public long VisitsAfterEnd { get; init; }

    /// <summary>The code that has taken its place; null without one.</summary>
    public CodeSuccessor? Successor { get; init; }

    public required string? NetworkDomain { get; init; }

    /// <summary>Whether the code alone is ambiguous, because it is live on another offer too.</summary>
    public required bool NeedsOffer { get; init; }

    /// <summary>UTC.</summary>
    public required DateTime ReadAt { get; init; }

    public PartnerCodeState State => this switch
    {
        { Status: CouponStatus.Paused } => PartnerCodeState.Paused,
        _ when EndsAt <= ReadAt => PartnerCodeState.Ended,
        _ when StartsAt > ReadAt => PartnerCodeState.NotStarted,
        _ => PartnerCodeState.Running,
    };

    public TrackingUrl TrackingUrl(string origin) =>
        Domain.Coupons.TrackingUrl.For(Terms, new TrackingFacts(OwnDomain ?? NetworkDomain, OfferStatus, IsOwn ? PartnerStatus : null, OwnerApproved: true, NeedsOffer), ReadAt, origin);

    /// <param name="url">The tracking URL: there must be one.</param>
    public SharedCode Shared(string url) => new(Code, url, AdvertiserName, Description, IsDescriptionPlainText, EndDate, $"/partner/codes/{Id}", NeedsOffer ? OfferId : null);

    // How many others share the code does not matter, only that there are some: the partner itself stands in for them.
    private CouponTerms Terms =>
        new(Id, NormalCode, OfferId, Visibility, Status, StartsAt, EndsAt, IsOwn ? [PartnerId] : Visibility == CouponVisibility.Public ? [] : [PartnerId, PartnerId]);
}

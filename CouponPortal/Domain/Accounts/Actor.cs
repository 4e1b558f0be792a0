namespace CouponPortal.Domain.Accounts;

/// <summary>Roles of one network (RULES §1).</summary>
public enum Role
{
    /// <summary>Grants permissions and sees all: the seeds' "integration team".</summary>
    NetworkAdmin,

    /// <summary>Advertiser staff that may change things of its own advertisers.</summary>
    AdvertiserManager,

    /// <summary>Advertiser staff that reads.</summary>
    AdvertiserViewer,

    /// <summary>A partner's own user.</summary>
    Partner,
}

/// <summary>
/// Who acts: a signed-in person or an API key, read afresh for every operation. Services take it as their first argument and put it
/// into the query; no page decides by what it shows.
/// </summary>
/// <param name="Name">Shown in histories: an e-mail address, or the key's name.</param>
/// <param name="AdvertiserIds">The advertisers of staff; empty for the other roles.</param>
/// <param name="PartnerId">Set for <see cref="Role.Partner"/> alone.</param>
/// <param name="UserId">The signed-in person; null for keys and for the product itself, which own nothing.</param>
/// <param name="ReadOnly">True for an API key without the write scope.</param>
public sealed record Actor(string Name, Role Role, IReadOnlyList<int> AdvertiserIds, int? PartnerId = null, bool ReadOnly = false, int? UserId = null)
{
    /// <summary>The product itself: first start, demo data, scheduled work.</summary>
    public static Actor System { get; } = new("system", Role.NetworkAdmin, []);

    public bool IsNetworkAdmin => Role == Role.NetworkAdmin;

    public bool IsStaff => Role != Role.Partner;

    /// <summary>May change things of the network itself: advertisers' permissions, partners' state.</summary>
    public bool CanAdministrate => IsNetworkAdmin && !ReadOnly;

    /// <summary>Sees this advertiser's data as staff.</summary>
    public bool Sees(int advertiserId) => IsNetworkAdmin || (IsStaff && AdvertiserIds.Contains(advertiserId));

    /// <summary>May change this advertiser's coupons, offers, approvals and settings.</summary>
    public bool Manages(int advertiserId) => Sees(advertiserId) && Role != Role.AdvertiserViewer && !ReadOnly;

    /// <summary>May change anything at all as staff.</summary>
    public bool ManagesSome => IsStaff && Role != Role.AdvertiserViewer && !ReadOnly;
}

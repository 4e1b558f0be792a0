using CouponPortal.Domain.Accounts;

namespace CouponPortal.Features.Accounts;

/// <summary>A role and what it is for.</summary>
public sealed record Rights
{
    public Role Role { get; set; } = Role.AdvertiserManager;

    /// <summary>Of staff; at least one.</summary>
    public IReadOnlyList<int> AdvertiserIds { get; set; } = [];

    /// <summary>Of a partner's user.</summary>
    public int? PartnerId { get; set; }
}

using CouponPortal.Domain.Accounts;
using Microsoft.AspNetCore.Identity;

namespace CouponPortal.Data.Identity;

/// <summary>A person who signs in: one role, and the advertisers or the partner it is for.</summary>
public sealed class PortalUser : IdentityUser<int>
{
    public Role Role { get; set; }
    public int? PartnerId { get; set; }
    public bool Disabled { get; set; }
    public List<UserAdvertiser> Advertisers { get; set; } = [];
}

/// <summary>A member of staff may work for several advertisers (RULES §1).</summary>
public sealed class UserAdvertiser
{
    public int UserId { get; set; }
    public int AdvertiserId { get; set; }
}

/// <summary>A script's key: shown once, kept as a hash.</summary>
public sealed class ApiKey
{
    public const int MaxName = 100;

    public int Id { get; set; }
    public string Name { get; set; } = "";

    /// <summary>First characters, to recognise a key by; not secret.</summary>
    public string Prefix { get; set; } = "";

    /// <summary>SHA-256 of the whole key, hex. A key has at least 128 random bits, so no slow hash is needed.</summary>
    public string Hash { get; set; } = "";

    /// <summary><see cref="Role.NetworkAdmin"/>, <see cref="Role.AdvertiserManager"/> or <see cref="Role.Partner"/>.</summary>
    public Role Scope { get; set; }
    public int? AdvertiserId { get; set; }
    public int? PartnerId { get; set; }
    public bool CanWrite { get; set; }
    public DateTime CreatedAt { get; set; }
    public string CreatedBy { get; set; } = "";

    /// <summary>UTC, exclusive; null = it never ends by itself.</summary>
    public DateTime? ExpiresAt { get; set; }

    /// <summary>Since when it opens nothing; null = it was not revoked.</summary>
    public DateTime? RevokedAt { get; set; }

    /// <summary>To the minute; null = never used.</summary>
    public DateTime? LastUsedAt { get; set; }

    /// <summary>The key in whose place it came; that one lives on until its own <see cref="ExpiresAt"/>.</summary>
    public int? ReplacesId { get; set; }

    public bool IsAlive(DateTime now) => RevokedAt is null && !(ExpiresAt <= now);
}

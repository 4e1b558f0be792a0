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
    public DateTime? CreatedAt { get; set; }
    public DateTime? LastSignInAt { get; set; }

    /// <summary>The authenticator app's secret, encrypted by data protection; set before <see cref="IdentityUser{TKey}.TwoFactorEnabled"/> while it is being set up.</summary>
    public string? TotpSecret { get; set; }

    /// <summary>Of the last code that was taken: a code is good once.</summary>
    public long TotpStep { get; set; }

    /// <summary>SHA-256 of each unused recovery code, blank between. A code has 80 random bits, so no slow hash is needed.</summary>
    public string RecoveryCodes { get; set; } = "";

    /// <summary>IANA name; null = UTC.</summary>
    public string? TimeZone { get; set; }
    public Theme Theme { get; set; }
    public FormatStyle Formats { get; set; }

    /// <summary>Single keys do nothing: people who speak to their computer, or rest a hand on it, may want that.</summary>
    public bool ShortcutsOff { get; set; }
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

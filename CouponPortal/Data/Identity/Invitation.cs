using CouponPortal.Domain.Accounts;

namespace CouponPortal.Data.Identity;

/// <summary>A place for a person who has no account yet: whoever opens its link chooses the password.</summary>
public sealed class Invitation
{
    public const int MaxEmail = 254;

    /// <summary>From sending to the last moment the link works.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    public int Id { get; set; }

    /// <summary>The account's address; a link does not let another one in.</summary>
    public string Email { get; set; } = "";
    public Role Role { get; set; }
    public int? PartnerId { get; set; }
    public List<InvitationAdvertiser> Advertisers { get; set; } = [];

    /// <summary>SHA-256 of the link's secret, hex; another one after each re-issue.</summary>
    public string TokenHash { get; set; } = "";
    public string InvitedBy { get; set; } = "";
    public DateTime CreatedAt { get; set; }
    public DateTime ExpiresAt { get; set; }
    public DateTime? AcceptedAt { get; set; }
    public DateTime? RevokedAt { get; set; }

    /// <summary>Counts saves: two who open one link at once become one account.</summary>
    public int Version { get; set; } = 1;

    public bool IsOpen(DateTime now) => AcceptedAt is null && RevokedAt is null && ExpiresAt > now;
}

/// <summary>One of the advertisers that the invited person will work for.</summary>
public sealed class InvitationAdvertiser
{
    public int InvitationId { get; set; }
    public int AdvertiserId { get; set; }
}

/// <summary>The one open link with which a person chooses a new password; the next one takes its place.</summary>
public sealed class PasswordReset
{
    public int UserId { get; set; }

    /// <summary>SHA-256 of the link's secret, hex.</summary>
    public string TokenHash { get; set; } = "";
    public DateTime ExpiresAt { get; set; }
}

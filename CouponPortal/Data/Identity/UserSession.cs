namespace CouponPortal.Data.Identity;

/// <summary>One sign-in in one browser. Its row gone, the cookie that names it is worth nothing.</summary>
public sealed class UserSession
{
    /// <summary>Claim type of the id, in the cookie.</summary>
    public const string Claim = "portal_session";

    /// <summary>128 random bits, hex. The cookie is encrypted, so the id never shows.</summary>
    public string Id { get; set; } = "";
    public int UserId { get; set; }
    public DateTime CreatedAt { get; set; }

    /// <summary>To the minute.</summary>
    public DateTime LastSeenAt { get; set; }

    /// <summary>E.g. Firefox on Linux.</summary>
    public string Browser { get; set; } = "";

    /// <summary>Without its last part: /24 or /48.</summary>
    public string Address { get; set; } = "";
    public SignInMethod Method { get; set; }
}

/// <summary>What a person signed in with.</summary>
public enum SignInMethod
{
    Password,

    /// <summary>Password and a code of the authenticator app, or a recovery code.</summary>
    PasswordAndCode,
    Passkey,

    /// <summary>At an OpenID Connect provider.</summary>
    Provider,

    /// <summary>The link of an invitation.</summary>
    Invitation,
}

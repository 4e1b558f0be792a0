using System.Security.Cryptography;

namespace CouponPortal.Features.Accounts;

/// <summary>Addresses that are given to people outside a page. The host is the operator's setting: what a request names itself could be anybody's.</summary>
/// <param name="PublicUrl">Null = not set: then links are shown to whoever is signed in, under the address he uses himself, and never sent.</param>
public sealed record AccountLinks(Uri? PublicUrl)
{
    /// <summary>256 random bits, for an address.</summary>
    public static string NewToken() => RandomNumberGenerator.GetHexString(64, lowercase: true);

    /// <param name="shownAt">Where the reader has the portal open.</param>
    public string Of(string path, string token, string shownAt) => $"{(PublicUrl?.ToString() ?? shownAt).TrimEnd('/')}{path}?token={token}";
}

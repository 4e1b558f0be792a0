using System.Collections.Frozen;

namespace CouponPortal.Domain.Coupons;

public enum CodeFault
{
    None,
    Empty,
    TooShort,
    TooLong,
    Characters,
    Reserved,
}

/// <summary>
/// Codes: 3 to 50 ASCII letters and digits, not case-sensitive (S1, S3). The upper-case form is the normal one, which is stored, indexed and compared.
/// Only ASCII is folded: the Kelvin sign is no K.
/// </summary>
public static class CouponCode
{
    public const int MinLength = 3;
    public const int MaxLength = 50;

    /// <summary>Longest code an order may carry; anything longer is noted and ignored (WIRE, Admitad).</summary>
    public const int MaxArrivingLength = 255;

    /// <summary>
    /// First segments of the portal's own addresses. A code of that spelling could never be opened as a coupon URL, so it is refused wherever codes
    /// are made. A test compares this list with every mapped route.
    /// </summary>
    public static readonly FrozenSet<string> Reserved = new[]
    {
        "account", "admin", "advertisers", "api", "app", "approvals", "assets", "attribution", "audit", "clicks", "clk", "content", "conversions",
        "connections", "coupons", "dashboard", "error", "favicon", "feeds", "framework", "health", "healthz", "hits", "home", "hooks", "inbox", "index", "integrations", "invite",
        "login", "logout", "metrics", "notfound", "offers", "openapi", "partner", "partners", "postback", "privacy", "reports", "reversal", "robots",
        "scan", "scripts", "sdk", "settings", "setup", "signin", "signout", "sitemap", "static", "suppressed", "swagger", "track", "try", "users", "wellknown", "why",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Normal form of a code that arrived from outside; false when it cannot be any coupon's code. Never an error (RULES §2).</summary>
    public static bool TryNormalise(string? arrived, out string normal)
    {
        normal = arrived?.Trim() ?? "";
        if (normal.Length is < MinLength or > MaxLength || !HasOnlyLettersAndDigits(normal))
        {
            return false;
        }

        normal = normal.ToUpperInvariant();
        return true;
    }

    /// <summary>Judges a code that staff types or uploads.</summary>
    public static CodeFault Check(string? typed)
    {
        var code = typed?.Trim() ?? "";
        return code.Length switch
        {
            0 => CodeFault.Empty,
            _ when !HasOnlyLettersAndDigits(code) => CodeFault.Characters,
            < MinLength => CodeFault.TooShort,
            > MaxLength => CodeFault.TooLong,
            _ when Reserved.Contains(code) => CodeFault.Reserved,
            _ => CodeFault.None,
        };
    }

    public static string Message(CodeFault fault) => fault switch
    {
        CodeFault.None => "",
        CodeFault.Empty => "Type a code.",
        CodeFault.Characters => "Use letters A to Z and digits only: no spaces, hyphens or accents.",
        CodeFault.TooShort => $"A code has at least {MinLength} letters and digits.",
        CodeFault.TooLong => $"A code has at most {MaxLength} letters and digits.",
        CodeFault.Reserved => "This word is one of the portal's own addresses, so its tracking URL could never work. Choose another code.",
        _ => throw new InvalidOperationException($"No message for {fault}."),
    };

    private static bool HasOnlyLettersAndDigits(string code)
    {
        foreach (var c in code)
        {
            if (!char.IsAsciiLetterOrDigit(c))
            {
                return false;
            }
        }

        return true;
    }
}

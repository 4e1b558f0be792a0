using System.Security.Cryptography;
using System.Text;

namespace CouponPortal.Domain.Conversions.Checks;

/// <summary>
/// An e-mail address as the hash that shops commonly send in its place: SHA-256 of it without blanks around it, in lower case, as 64 lower-case hex digits. Two addresses are compared
/// by it, so that a customer's own never has to be kept.
/// </summary>
public static class MailMark
{
    private const int HexLength = 64;
    private const int MaxMail = 254;

    /// <param name="sent">An address, or its hash already.</param>
    /// <returns>Null for what is neither.</returns>
    public static string? Of(string? sent)
    {
        var text = sent?.Trim().ToLowerInvariant() ?? "";
        if (text.Length == HexLength && !text.AsSpan().ContainsAnyExcept("0123456789abcdef"))
        {
            return text;
        }

        var at = text.IndexOf('@', StringComparison.Ordinal);
        return at > 0 && at < text.Length - 1 && text.Length <= MaxMail ? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Plain(text, at)))) : null;
    }

    // ann+shop@example is ann@example's own box.
    private static string Plain(string mail, int at) => mail.AsSpan(0, at).IndexOf('+') is > 0 and var plus ? mail[..plus] + mail[at..] : mail;
}

using System.Security.Cryptography;
using System.Text;
using CouponPortal.Data.Identity;
using CouponPortal.Domain.Accounts;

namespace CouponPortal.Features.Accounts.SecondFactor;

/// <summary>Codes for the day the phone is lost: shown once, kept as hashes, each good once.</summary>
public static class RecoveryCodes
{
    public const int Count = 10;
    private const int Bytes = 10;

    public static IReadOnlyList<string> New() => [.. Enumerable.Range(0, Count).Select(_ => Grouped(Totp.Base32(RandomNumberGenerator.GetBytes(Bytes))))];

    public static string Kept(IEnumerable<string> codes) => string.Join(' ', codes.Select(HashOf));

    public static int Left(string kept) => kept.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;

    /// <returns>What is kept without the typed code; null when it is none of them.</returns>
    public static string? Without(string kept, string typed)
    {
        var hash = HashOf(typed);
        var hashes = kept.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return hashes.Contains(hash, StringComparer.Ordinal) ? string.Join(' ', hashes.Where(h => h != hash)) : null;
    }

    // As typed, with or without hyphens, in either case.
    private static string HashOf(string code) =>
        Actors.HashOf(new StringBuilder().AppendJoin("", code.Where(char.IsAsciiLetterOrDigit)).ToString().ToUpperInvariant());

    private static string Grouped(string code) => string.Join('-', code.Chunk(4).Select(part => new string(part)));
}

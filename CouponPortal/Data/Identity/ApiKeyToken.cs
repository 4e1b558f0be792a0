using System.Security.Cryptography;
using System.Text;

namespace CouponPortal.Data.Identity;

/// <summary>
/// The text of an API key: <c>cpk_</c>, 32 random letters and digits (190 bits), and six of a checksum. By the beginning a scanner finds one that leaked; by the
/// checksum a mistyped one is refused without asking the store. Keys that an operator sets himself may be any text.
/// </summary>
public static class ApiKeyToken
{
    public const string Beginning = "cpk_";
    private const int Random = 32;
    private const int Checksum = 6;
    private const int Shown = 8;
    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    public static string New()
    {
        var token = Beginning + RandomNumberGenerator.GetString(Alphabet, Random);
        return token + ChecksumOf(token);
    }

    /// <summary>What a key is recognised by in lists.</summary>
    public static string PrefixOf(string token) => token[..(Beginning.Length + Shown)];

    /// <summary>False for a key of ours that was mistyped or cut.</summary>
    public static bool MayBe(string token) =>
        !token.StartsWith(Beginning, StringComparison.Ordinal)
        || (token.Length == Beginning.Length + Random + Checksum && token[^Checksum..] == ChecksumOf(token[..^Checksum]));

    private static string ChecksumOf(string text)
    {
        var left = (ulong)Crc32(Encoding.UTF8.GetBytes(text));
        var digits = new char[Checksum];
        for (var i = Checksum - 1; i >= 0; i--)
        {
            (digits[i], left) = (Alphabet[(int)(left % (ulong)Alphabet.Length)], left / (ulong)Alphabet.Length);
        }

        return new(digits);
    }

    // The one of zip and PNG; six digits of 62 hold its 32 bits.
    private static uint Crc32(byte[] bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 1 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
            }
        }

        return ~crc;
    }
}

using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CouponPortal.Domain.Accounts;

/// <summary>Codes of an authenticator app: RFC 6238 with SHA-1, 30 seconds and six digits, which is what the apps do.</summary>
public static class Totp
{
    public const int Digits = 6;
    public const int SecretBytes = 20;
    private const int Seconds = 30;
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <summary>Clocks that are this many steps early or late still do.</summary>
    private const int Drift = 1;

    /// <summary>Number of the step that holds a moment.</summary>
    public static long StepAt(DateTime utc) => (utc - DateTime.UnixEpoch).Ticks / (Seconds * TimeSpan.TicksPerSecond);

    [SuppressMessage("Security", "CA5350:Do Not Use Weak Cryptographic Algorithms", Justification = "The apps know no other; HMAC does not rest on what SHA-1 lacks.")]
    public static string Code(ReadOnlySpan<byte> secret, long step)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> mac = stackalloc byte[HMACSHA1.HashSizeInBytes];
        HMACSHA1.HashData(secret, counter, mac);
        var number = BinaryPrimitives.ReadInt32BigEndian(mac[(mac[^1] & 15)..]) & int.MaxValue;
        return (number % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }

    /// <summary>The step whose code was typed; null when it is none of those around now, or not after <paramref name="lastStep"/>: a code is good once.</summary>
    public static long? Match(ReadOnlySpan<byte> secret, string typed, DateTime utc, long lastStep)
    {
        var code = Encoding.ASCII.GetBytes(Digitals(typed));
        var now = StepAt(utc);
        long? match = null;
        for (var step = now - Drift; step <= now + Drift; step++)
        {
            if (CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Code(secret, step)), code) && step > lastStep)
            {
                match = step;
            }
        }

        return match;
    }

    /// <summary>For the app, as a QR code.</summary>
    public static string Uri(ReadOnlySpan<byte> secret, string issuer, string account) =>
        $"otpauth://totp/{System.Uri.EscapeDataString(issuer)}:{System.Uri.EscapeDataString(account)}?secret={Base32(secret)}&issuer={System.Uri.EscapeDataString(issuer)}";

    /// <summary>RFC 4648, without padding.</summary>
    public static string Base32(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        var (bits, held) = (0, 0);
        foreach (var b in bytes)
        {
            (bits, held) = (((bits << 8) | b) & 0xFFFF, held + 8);
            for (; held >= 5; held -= 5)
            {
                text.Append(Alphabet[(bits >> (held - 5)) & 31]);
            }
        }

        return held > 0 ? text.Append(Alphabet[(bits << (5 - held)) & 31]).ToString() : text.ToString();
    }

    // Apps show "123 456"; people type what they see.
    private static string Digitals(string typed) => string.Concat(typed.Where(c => c is >= '0' and <= '9'));
}

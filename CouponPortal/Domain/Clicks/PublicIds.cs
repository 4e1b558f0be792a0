using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace CouponPortal.Domain.Clicks;

/// <summary>
/// Ids of clicks, conversions and hits as the world sees them: the 64-bit key and a 64-bit keyed MAC of it, 32 lower-case hex characters.
/// Unguessable, checked without a look-up, found by the key itself.
/// </summary>
/// <param name="key">32 random bytes of this installation.</param>
public sealed class PublicIds(byte[] key)
{
    public const int Length = 32;

    public string Format(long eventKey)
    {
        Span<char> text = stackalloc char[Length];
        eventKey.TryFormat(text, out _, "x16", CultureInfo.InvariantCulture);
        Mac(eventKey).TryFormat(text[16..], out _, "x16", CultureInfo.InvariantCulture);
        return new string(text);
    }

    /// <summary>False for anything this installation did not make; upper case is accepted.</summary>
    public bool TryParse(ReadOnlySpan<char> text, out long eventKey)
    {
        eventKey = 0;
        return text.Length == Length
            && long.TryParse(text[..16], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out eventKey)
            && ulong.TryParse(text[16..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var mac)
            && Same(mac, Mac(eventKey));
    }

    private ulong Mac(long eventKey)
    {
        Span<byte> message = stackalloc byte[8];
        Span<byte> hash = stackalloc byte[32];
        BinaryPrimitives.WriteInt64BigEndian(message, eventKey);
        HMACSHA256.HashData(key, message, hash);
        return BinaryPrimitives.ReadUInt64BigEndian(hash);
    }

    private static bool Same(ulong left, ulong right)
    {
        Span<byte> a = stackalloc byte[8];
        Span<byte> b = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(a, left);
        BinaryPrimitives.WriteUInt64BigEndian(b, right);
        return CryptographicOperations.FixedTimeEquals(a, b);
    }
}

using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;

namespace CouponPortal.Tracking.Clicks.Screening;

/// <summary>
/// SipHash-1-3 of some numbers under a key of this process's life. What is counted in memory by address is counted by this number alone: it leads back to no address,
/// and who does not know the key cannot choose addresses that meet in one place.
/// </summary>
internal sealed class KeyedMark
{
    private readonly ulong _key0;
    private readonly ulong _key1;

    public KeyedMark()
    {
        Span<byte> key = stackalloc byte[16];
        RandomNumberGenerator.Fill(key);
        (_key0, _key1) = (BinaryPrimitives.ReadUInt64LittleEndian(key), BinaryPrimitives.ReadUInt64LittleEndian(key[8..]));
    }

    public ulong Of(ulong first, ulong second, ulong third)
    {
        var (v0, v1, v2, v3) = (_key0 ^ 0x736f6d6570736575, _key1 ^ 0x646f72616e646f6d, _key0 ^ 0x6c7967656e657261, _key1 ^ 0x7465646279746573);
        Add(first, ref v0, ref v1, ref v2, ref v3);
        Add(second, ref v0, ref v1, ref v2, ref v3);
        Add(third, ref v0, ref v1, ref v2, ref v3);
        Add(24ul << 56, ref v0, ref v1, ref v2, ref v3);
        v2 ^= 0xff;
        Round(ref v0, ref v1, ref v2, ref v3);
        Round(ref v0, ref v1, ref v2, ref v3);
        Round(ref v0, ref v1, ref v2, ref v3);
        return v0 ^ v1 ^ v2 ^ v3;
    }

    private static void Add(ulong word, ref ulong v0, ref ulong v1, ref ulong v2, ref ulong v3)
    {
        v3 ^= word;
        Round(ref v0, ref v1, ref v2, ref v3);
        v0 ^= word;
    }

    private static void Round(ref ulong v0, ref ulong v1, ref ulong v2, ref ulong v3)
    {
        v0 += v1;
        v1 = BitOperations.RotateLeft(v1, 13) ^ v0;
        v0 = BitOperations.RotateLeft(v0, 32);
        v2 += v3;
        v3 = BitOperations.RotateLeft(v3, 16) ^ v2;
        v0 += v3;
        v3 = BitOperations.RotateLeft(v3, 21) ^ v0;
        v2 += v1;
        v1 = BitOperations.RotateLeft(v1, 17) ^ v2;
        v2 = BitOperations.RotateLeft(v2, 32);
    }
}

using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using CouponPortal.Domain.Privacy;

namespace CouponPortal.Intake;

/// <summary>
/// What is kept of a sender's address: its prefix, and a keyed hash of the whole that tells senders of one day apart. The day's key is random, lives in this process's
/// memory alone and is dropped within two days: from then on nobody, not even the operator, can find the address or tell whether two days had the same sender.
/// </summary>
public static class AddressMarks
{
    private const int KeyLength = 32;
    private const int MarkLength = 4;
    private const int DaysKept = 2;
    private static readonly ConcurrentDictionary<int, byte[]> Keys = new();

    /// <param name="address">Whole; empty where there is none.</param>
    /// <param name="at">UTC; of the request.</param>
    public static string Of(string address, DateTime at)
    {
        if (AddressPrefix.Of(address) is not { Length: > 0 } prefix)
        {
            return "";
        }

        var day = DateOnly.FromDateTime(at).DayNumber;
        var key = Keys.GetOrAdd(day, _ => RandomNumberGenerator.GetBytes(KeyLength));
        foreach (var old in Keys.Keys.Where(d => d <= day - DaysKept))
        {
            Keys.TryRemove(old, out _);
        }

        return $"{prefix} {Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(address)).AsSpan(0, MarkLength))}";
    }
}

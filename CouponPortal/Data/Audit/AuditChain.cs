using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CouponPortal.Data.ValueConverters;
using CouponPortal.Domain;

namespace CouponPortal.Data.Audit;

/// <summary>
/// Ties each row to all before it: its hash covers its content and the hash of the row before. Whoever changes, removes or slips in a row leaves a chain that does
/// not add up any more from there on.
/// </summary>
public static class AuditChain
{
    /// <summary>The hash before the first row.</summary>
    public static byte[] Beginning => new byte[SHA256.HashSizeInBytes];

    public static byte[] HashOf(AuditRow row, ReadOnlySpan<byte> former)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(former);
        foreach (var field in Fields(row))
        {
            Append(hash, field);
        }

        return hash.GetHashAndReset();
    }

    // In this order for good: another one would be another hash.
    private static IEnumerable<string?> Fields(AuditRow row) =>
    [
        Number(row.Id), Number(UtcMicroseconds.FromUtc(row.At)), row.Who, Number(row.UserId), Number(row.ApiKeyId), SnakeCase.Of(row.Door), row.Address, SnakeCase.Of(row.Act),
        row.Subject, row.SubjectId, row.Label, Number(row.AdvertiserId), Number(row.PartnerId), Number(row.BatchId), row.Changes,
    ];

    private static string? Number(long? value) => value?.ToString(CultureInfo.InvariantCulture);

    // The length goes before, so that no text can be moved from one field to the next; -1 is null.
    private static void Append(IncrementalHash hash, string? text)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        var bytes = text is null ? [] : Encoding.UTF8.GetBytes(text);
        BinaryPrimitives.WriteInt32BigEndian(length, text is null ? -1 : bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }
}

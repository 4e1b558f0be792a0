using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using NpgsqlTypes;

namespace CouponPortal.Hosting.Commands;

/// <summary>A column on its way from SQLite, which has four types, to PostgreSQL, which has them all.</summary>
/// <param name="storeType">PostgreSQL's, e.g. <c>character varying(50)</c>.</param>
internal sealed class CopiedColumn(string name, string storeType)
{
    public string Name => name;

    public NpgsqlDbType Type { get; } = storeType.Split('(')[0] switch
    {
        "bigint" => NpgsqlDbType.Bigint,
        "integer" => NpgsqlDbType.Integer,
        "boolean" => NpgsqlDbType.Boolean,
        "text" => NpgsqlDbType.Text,
        "character varying" => NpgsqlDbType.Varchar,
        "bytea" => NpgsqlDbType.Bytea,
        "date" => NpgsqlDbType.Date,
        "jsonb" => NpgsqlDbType.Jsonb,
        "timestamp with time zone" => NpgsqlDbType.TimestampTz,
        _ => throw new NotSupportedException($"Columns of type {storeType} cannot be copied."),
    };

    /// <exception cref="StartRefusedException">PostgreSQL cannot hold the value.</exception>
    public object FromSqlite(object value, string table)
    {
        try
        {
            return Type switch
            {
                NpgsqlDbType.Bigint => Convert.ToInt64(value, CultureInfo.InvariantCulture),
                NpgsqlDbType.Integer => Convert.ToInt32(value, CultureInfo.InvariantCulture),
                NpgsqlDbType.Boolean => Convert.ToInt64(value, CultureInfo.InvariantCulture) != 0,
                NpgsqlDbType.Bytea => (byte[])value,
                NpgsqlDbType.Date => DateOnly.Parse((string)value, CultureInfo.InvariantCulture),
                NpgsqlDbType.TimestampTz => DateTimeOffset.Parse((string)value, CultureInfo.InvariantCulture).UtcDateTime,
                _ when value is string text && !text.Contains('\0', StringComparison.Ordinal) => text,
                _ => throw new FormatException("it has a zero character, or is no text"),
            };
        }
        catch (Exception error) when (error is FormatException or InvalidCastException or OverflowException)
        {
            throw new StartRefusedException($"A value in {table}.{name} cannot be held by PostgreSQL: {error.Message}. Nothing was stored.", error);
        }
    }

    /// <summary>The same bytes for the same value, from whichever side it was read.</summary>
    public byte[] Canonical(object? value) => value switch
    {
        null => [0],
        long or int => Number(1, Convert.ToInt64(value, CultureInfo.InvariantCulture)),
        bool flag => Number(2, flag ? 1 : 0),
        DateOnly day => Number(3, day.DayNumber),
        DateTime time => Number(4, time.Ticks / TimeSpan.TicksPerMicrosecond),
        byte[] bytes => [5, .. bytes],
        string text when Type == NpgsqlDbType.Jsonb => [6, .. Encoding.UTF8.GetBytes(Sorted(JsonDocument.Parse(text).RootElement))],
        string text => [7, .. Encoding.UTF8.GetBytes(text)],
        _ => throw new NotSupportedException($"{name} has a {value.GetType().Name}."),
    };

    private static byte[] Number(byte kind, long value)
    {
        var bytes = new byte[9];
        bytes[0] = kind;
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(1), value);
        return bytes;
    }

    // PostgreSQL keeps a document's meaning and not its spelling.
    private static string Sorted(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => "{" + string.Join(',', json.EnumerateObject().OrderBy(p => p.Name, StringComparer.Ordinal).Select(p => JsonSerializer.Serialize(p.Name) + ":" + Sorted(p.Value))) + "}",
        JsonValueKind.Array => "[" + string.Join(',', json.EnumerateArray().Select(Sorted)) + "]",
        JsonValueKind.String => JsonSerializer.Serialize(json.GetString()),
        _ => json.GetRawText(),
    };
}

/// <summary>Number of rows and sum of their hashes: the same in whatever order they are read.</summary>
internal sealed class RowSums
{
    private readonly IncrementalHash _row = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public long Rows { get; private set; }

    public ulong Sum { get; private set; }

    public void Add(byte[] value)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, value.Length);
        _row.AppendData(length);
        _row.AppendData(value);
    }

    public void EndRow()
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        _row.GetHashAndReset(hash);
        unchecked
        {
            Sum += BinaryPrimitives.ReadUInt64LittleEndian(hash);
        }

        Rows++;
    }
}

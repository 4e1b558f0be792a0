using CouponPortal.Domain;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace CouponPortal.Data.ValueConverters;

/// <summary>
/// Every instant is UTC microseconds since 1970 in a 64-bit integer, on both engines: it sorts and compares in SQL, which SQLite's own date
/// texts do not do reliably, and raw SQL of the writer needs no second form.
/// </summary>
public sealed class UtcMicroseconds() : ValueConverter<DateTime, long>(v => FromUtc(v), v => ToUtc(v))
{
    public static long FromUtc(DateTime utc) => (utc.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    public static DateTime ToUtc(long microseconds) =>
        new((microseconds * TimeSpan.TicksPerMicrosecond) + DateTime.UnixEpoch.Ticks, DateTimeKind.Utc);
}

/// <summary>Enums are kept as the snake_case text that the API shows, so that a row can be read without the code.</summary>
public sealed class EnumText<TEnum>() : ValueConverter<TEnum, string>(v => SnakeCase.Of(v), v => Parse(v))
    where TEnum : struct, Enum
{
    private static TEnum Parse(string text) =>
        SnakeCase.TryParse<TEnum>(text, out var value) ? value : throw new InvalidOperationException($"“{text}” is no {typeof(TEnum).Name}.");
}

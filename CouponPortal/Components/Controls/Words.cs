using System.Globalization;
using CouponPortal.Domain;

namespace CouponPortal.Components.Controls;

/// <summary>Names of enum values, and days, for people.</summary>
public static class Words
{
    /// <summary><c>ExclusiveCode</c> → “Exclusive code”.</summary>
    public static string Of<TEnum>(TEnum value)
        where TEnum : struct, Enum => Of(SnakeCase.Of(value));

    /// <summary><c>exclusive_code</c> → “Exclusive code”.</summary>
    public static string Of(string snake) => snake.Length == 0 ? "" : char.ToUpperInvariant(snake[0]) + snake[1..].Replace('_', ' ');

    /// <summary>A calendar day as times are shown: “21 Nov 2026”; a dash for none.</summary>
    public static string Of(DateOnly? day) => day?.ToString("d MMM yyyy", CultureInfo.InvariantCulture) ?? "–";
}

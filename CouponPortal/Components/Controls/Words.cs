using CouponPortal.Domain;

namespace CouponPortal.Components.Controls;

/// <summary>Names of enum values for people.</summary>
public static class Words
{
    /// <summary><c>ExclusiveCode</c> → “Exclusive code”.</summary>
    public static string Of<TEnum>(TEnum value)
        where TEnum : struct, Enum => Of(SnakeCase.Of(value));

    /// <summary><c>exclusive_code</c> → “Exclusive code”.</summary>
    public static string Of(string snake) => snake.Length == 0 ? "" : char.ToUpperInvariant(snake[0]) + snake[1..].Replace('_', ' ');
}

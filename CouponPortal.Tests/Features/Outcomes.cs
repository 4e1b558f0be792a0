using CouponPortal.Domain;

namespace CouponPortal.Tests.Features;

/// <summary>Asserts which outcome a use case gave, and hands over what it holds.</summary>
internal static class Outcomes
{
    public static T Done<T>(this Outcome<T> outcome) => Assert.IsType<Outcome<T>.Done>(outcome).Value;

    public static IReadOnlyList<string> Notices<T>(this Outcome<T> outcome) => Assert.IsType<Outcome<T>.Done>(outcome).Notices;

    public static FieldErrors Invalid<T>(this Outcome<T> outcome) => Assert.IsType<Outcome<T>.Invalid>(outcome).Errors;

    public static Outcome<T>.Conflict Conflict<T>(this Outcome<T> outcome) => Assert.IsType<Outcome<T>.Conflict>(outcome);

    public static string Forbidden<T>(this Outcome<T> outcome) => Assert.IsType<Outcome<T>.Forbidden>(outcome).Message;

    public static void IsNotFound<T>(this Outcome<T> outcome) => Assert.IsType<Outcome<T>.NotFound>(outcome);
}

using FsCheck;
using FsCheck.Fluent;

namespace CouponPortal.Tests.Domain.Support;

/// <summary>Generators that FsCheck has not.</summary>
internal static class Gens
{
    /// <summary>A list of 0 to <paramref name="most"/> elements.</summary>
    public static Gen<List<T>> UpTo<T>(this Gen<T> element, int most) => Gen.Choose(0, most).SelectMany(count => element.ListOf(count));

    /// <summary>0 to <paramref name="largest"/>, both included.</summary>
    public static Gen<long> Whole(long largest) =>
        from high in Gen.Choose(0, int.MaxValue)
        from low in Gen.Choose(0, int.MaxValue)
        select (((long)high << 31) | (uint)low) % (largest + 1);
}

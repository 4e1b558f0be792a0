using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;

namespace CouponPortal.Tests.Domain.Support;

/// <summary>
/// Runs a property on a thousand cases. A failure names its seed: set <c>FSCHECK_REPLAY</c> to it (<c>seed,gamma</c>) to run the same cases again.
/// </summary>
internal static class Properties
{
    private const int Cases = 1000;

    public static void Hold<T>(Arbitrary<T> cases, Action<T> property) => Prop.ForAll(cases, property).Check(Config.QuickThrowOnFailure.WithMaxTest(Cases).WithReplay(Replay()));

    private static FSharpOption<Replay> Replay() => Environment.GetEnvironmentVariable("FSCHECK_REPLAY")?.Trim('(', ')').Split(',') is [var seed, var gamma, ..]
        ? FSharpOption<Replay>.Some(new Replay(new Rnd(ulong.Parse(seed, CultureInfo.InvariantCulture), ulong.Parse(gamma, CultureInfo.InvariantCulture)), FSharpOption<int>.None))
        : FSharpOption<Replay>.None;
}

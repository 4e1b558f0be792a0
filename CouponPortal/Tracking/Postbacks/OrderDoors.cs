using System.Collections.Frozen;
using CouponPortal.Intake;
using CouponPortal.Intake.Dialects.Admitad;
using CouponPortal.Intake.Dialects.Native;
using CouponPortal.Intake.Dialects.Pepperjam;

namespace CouponPortal.Tracking.Postbacks;

/// <summary>The addresses that take orders as parameters, each with its dialect (WIRE "Conversions"): which one it is, the path says, never the parameters.</summary>
public sealed class OrderDoors(ParameterDoor doors)
{
    private static readonly Dialect Admitad = new(AdmitadRequest.Door, AdmitadRequest.Read);

    private static readonly FrozenDictionary<string, Dialect> Dialects = new Dictionary<string, Dialect>(StringComparer.OrdinalIgnoreCase)
    {
        ["postback"] = new(NativePostback.Door, NativePostback.Read),
        ["r"] = Admitad,
        ["tt"] = Admitad,
        ["track"] = new(PepperjamTrack.Door, PepperjamTrack.Read),
        ["reversal"] = new(ReversalRequest.Door, ReversalRequest.Read),
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, Dialect>.AlternateLookup<ReadOnlySpan<char>> ByPath = Dialects.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Without slashes.</summary>
    public static IEnumerable<string> Paths => Dialects.Keys;

    /// <param name="segment">The path without slashes; its case does not matter.</param>
    /// <param name="answered">Completes with the answer.</param>
    /// <returns>False when no dialect has this address.</returns>
    public bool TryAnswer(HttpContext http, ReadOnlySpan<char> segment, out Task answered)
    {
        var found = ByPath.TryGetValue(segment, out var dialect);
        answered = found ? doors.AnswerAsync(http, dialect!.Door, dialect.Read, "GET", "POST") : Task.CompletedTask;
        return found;
    }

    private sealed record Dialect(string Door, Func<RawRequest, Parameters, Reading> Read);
}

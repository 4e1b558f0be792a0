using CouponPortal.Domain.Attribution;

namespace CouponPortal.Components.Controls;

internal static class TraceTones
{
    public static Tone Of(TraceVerdict verdict) => verdict switch
    {
        TraceVerdict.Passed => Tone.Neutral,
        TraceVerdict.Valid => Tone.Info,
        TraceVerdict.Ignored => Tone.Warning,
        TraceVerdict.Decided => Tone.Success,
        TraceVerdict.Held => Tone.Error,
        TraceVerdict.Marked => Tone.Warning,
        TraceVerdict.Blocked => Tone.Error,
    };
}

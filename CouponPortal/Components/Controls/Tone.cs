using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.Offers;
using CouponPortal.Domain.Partners;

namespace CouponPortal.Components.Controls;

/// <summary>What a badge or notice means; each has its own colour and its own shape, so that colour is never alone.</summary>
public enum Tone
{
    Neutral,
    Info,
    Success,
    Warning,
    Error,
    Accent,
}

/// <summary>One tone for each state, the same on every page.</summary>
public static class Tones
{
    public static Tone Of(CouponStatus status) => status switch
    {
        CouponStatus.Active => Tone.Success,
        CouponStatus.Paused => Tone.Neutral,
    };

    public static Tone Of(CouponVisibility visibility) => visibility switch
    {
        CouponVisibility.Public => Tone.Neutral,
        CouponVisibility.Private => Tone.Info,
        CouponVisibility.Exclusive => Tone.Accent,
    };

    public static Tone Of(OfferStatus status) => status switch
    {
        OfferStatus.Active => Tone.Success,
        OfferStatus.Paused => Tone.Neutral,
    };

    public static Tone Of(PartnerStatus status) => status switch
    {
        PartnerStatus.Active => Tone.Success,
        PartnerStatus.Paused => Tone.Neutral,
    };

    public static Tone Of(ApprovalStatus status) => status switch
    {
        ApprovalStatus.Pending => Tone.Warning,
        ApprovalStatus.Approved => Tone.Success,
        ApprovalStatus.Rejected => Tone.Error,
    };

    public static Tone Of(CodeRequestState state) => state switch
    {
        CodeRequestState.Pending => Tone.Warning,
        CodeRequestState.Approved => Tone.Success,
        CodeRequestState.Declined => Tone.Error,
        CodeRequestState.Withdrawn => Tone.Neutral,
    };

    public static Tone Of(ConversionStatus status) => status switch
    {
        ConversionStatus.Pending => Tone.Warning,
        ConversionStatus.Approved => Tone.Success,
        ConversionStatus.Rejected => Tone.Error,
        ConversionStatus.Invalid => Tone.Neutral,
    };

    public static Tone Of(HitVerdict verdict) => verdict switch
    {
        HitVerdict.Accepted => Tone.Success,
        HitVerdict.Duplicate => Tone.Neutral,
        HitVerdict.Held => Tone.Warning,
        HitVerdict.Ignored => Tone.Neutral,
        HitVerdict.Refused => Tone.Error,
    };

    /// <summary>CSS name.</summary>
    internal static string Css(this Tone tone) => tone switch
    {
        Tone.Neutral => "tone-neutral",
        Tone.Info => "tone-info",
        Tone.Success => "tone-success",
        Tone.Warning => "tone-warning",
        Tone.Error => "tone-error",
        Tone.Accent => "tone-accent",
    };

    /// <summary>The tone's shape, in a 12 × 12 box.</summary>
    internal static string Path(this Tone tone) => tone switch
    {
        Tone.Neutral => "M6 3.2a2.8 2.8 0 1 1 0 5.6 2.8 2.8 0 0 1 0-5.6z",
        Tone.Info => "M6 1a5 5 0 1 1 0 10A5 5 0 0 1 6 1zm0 1.6a3.4 3.4 0 1 0 0 6.8 3.4 3.4 0 0 0 0-6.8z",
        Tone.Success => "M4.8 9.4 1.6 6.2l1.2-1.2 2 2L9.2 2.6l1.2 1.2z",
        Tone.Warning => "M6 1 11.5 11H.5zM5.4 4.6v3h1.2v-3zm0 3.9v1.2h1.2V8.5z",
        Tone.Error => "m3 1.8 3 3 3-3L10.2 3l-3 3 3 3L9 10.2l-3-3-3 3L1.8 9l3-3-3-3z",
        Tone.Accent => "m6 .8 1.6 3.3 3.6.5-2.6 2.5.6 3.6L6 9l-3.2 1.7.6-3.6L.8 4.6l3.6-.5z",
    };
}

using CouponPortal.Domain.Conversions;

namespace CouponPortal.Features.Inbox;

/// <summary>What a verdict means, for hits that carry no detail of their own.</summary>
internal static class HitSentences
{
    public static string For(HitVerdict verdict) => verdict switch
    {
        HitVerdict.Accepted => "Became a conversion.",
        HitVerdict.Duplicate => "The order was stored already; nothing changed.",
        HitVerdict.Held => "Kept for staff: it could not be placed.",
        HitVerdict.Ignored => "There was nothing to do.",
        HitVerdict.Refused => "Refused.",
    };
}

using CouponPortal.Domain.Conversions;

namespace CouponPortal.Intake;

/// <summary>Why a request became no order. The hit is stored with it, and the sender gets it as a problem document.</summary>
/// <param name="Code">Stable, snake_case.</param>
/// <param name="Message">What was wrong, where, what to do.</param>
/// <param name="Field">The parameter at fault, as the sender spelled it or as the door names it.</param>
public sealed record Refusal(int Status, string Code, string Message, string? Field = null)
{
    public static Refusal Bad(string code, string message, string? field = null) => new(400, code, message, field);
}

/// <summary>What a dialect made of a request: an order, or the reason why there is none.</summary>
public abstract record Reading
{
    private Reading() { }

    public sealed record Order(OrderFacts Facts, ChannelProof Proof) : Reading;

    public sealed record Refused(Refusal Why) : Reading;
}

/// <summary>What the sender brought to prove that it speaks for the advertiser.</summary>
/// <param name="Key">From query, form or header.</param>
/// <param name="Signature">Hex or base64url.</param>
/// <param name="SignedTexts">Texts whose HMAC the signature may be; a dialect may know more than one way.</param>
public sealed record ChannelProof(string? Key, string? Signature, IReadOnlyList<string> SignedTexts)
{
    public static ChannelProof None { get; } = new(null, null, []);
}

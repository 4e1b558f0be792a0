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

    /// <summary>Takes an order back, or says whether it counts.</summary>
    public sealed record Correction(CorrectionFacts Facts, ChannelProof Proof) : Reading;

    /// <summary>Nothing to do, and no fault: a shop's ping, a draft, its test notification. Kept and answered with success.</summary>
    /// <param name="Code">Stable, snake_case.</param>
    /// <param name="Message">Why nothing came of it.</param>
    public sealed record Ignored(int? AdvertiserId, string Code, string Message) : Reading
    {
        /// <summary>A door that must answer with success whatever it gets (shops switch their webhooks off) says here what it would have said: held, refused, a duplicate.</summary>
        public HitVerdict Verdict { get; init; } = HitVerdict.Ignored;
    }

    public sealed record Refused(Refusal Why) : Reading
    {
        /// <summary>Whose inbox it goes to, where the door knows; null = the one whose tracking domain was called.</summary>
        public int? AdvertiserId { get; init; }
    }
}

/// <summary>A correction before its order is looked for. Exactly one of the three targets is given.</summary>
public sealed record CorrectionFacts
{
    public required string Door { get; init; }
    public int? AdvertiserId { get; init; }
    public string? ConversionId { get; init; }
    public string? OrderId { get; init; }
    public string? ClickId { get; init; }
    public string Event { get; init; } = OrderKey.SaleEvent;
    public CorrectionKind Kind { get; init; }

    /// <summary>The sender's own id of it; null = what it says tells it apart, so that the same amount twice counts once.</summary>
    public string? Key { get; init; }

    /// <summary>Decimal text; null = the whole order.</summary>
    public string? AmountText { get; init; }

    /// <summary>ISO code, valid; null = the order's.</summary>
    public string? Currency { get; init; }

    /// <summary>Of a <see cref="CorrectionKind.Status"/>.</summary>
    public ConversionStatus? Status { get; init; }

    /// <summary>The sender's own time of the status, UTC; null = the arrival.</summary>
    public DateTime? SaidAt { get; init; }

    /// <summary>The person or key that says it; null = the door.</summary>
    public string? By { get; init; }

    /// <summary>Why, in their words.</summary>
    public string Note { get; init; } = "";
}

/// <summary>What the sender brought to prove that it speaks for the advertiser.</summary>
/// <param name="Key">From query, form or header.</param>
/// <param name="Signature">Hex or base64url.</param>
/// <param name="SignedTexts">Texts whose HMAC the signature may be; a dialect may know more than one way.</param>
public sealed record ChannelProof(string? Key, string? Signature, IReadOnlyList<string> SignedTexts)
{
    public static ChannelProof None { get; } = new(null, null, []);

    /// <summary>The door has proved the sender by its own means: a shop's signature, an API key, a signed-in person.</summary>
    public static ChannelProof Given { get; } = new(null, null, []) { IsGiven = true };

    public bool IsGiven { get; private init; }

    /// <summary>The page that a browser's request came from, as scheme, host and port; null when it says none.</summary>
    public string? Origin { get; init; }

    /// <summary>Signatures over a request and its time.</summary>
    public IReadOnlyList<TimedSignature> Timed { get; init; } = [];

    /// <summary>The delivery's id and the hash of its body, where it is a signed one (Standard Webhooks); null otherwise.</summary>
    public (string Id, string BodyHash)? Delivery { get; init; }

    /// <summary>Sent by a browser, which can keep no secret: without a key the order is taken, marked unverified and held.</summary>
    public bool IsBrowser { get; init; }
}

/// <summary>A signature that also covers when it was made: an old one proves nothing, since whoever saw the request could send it again.</summary>
/// <param name="At">UTC, as sent; null when the text was no time.</param>
/// <param name="Signed">The bytes that it covers.</param>
/// <param name="Macs">Hex or base64; one of them must be right, since a sender that changes its secret sends two.</param>
public sealed record TimedSignature(DateTime? At, byte[] Signed, IReadOnlyList<string> Macs);

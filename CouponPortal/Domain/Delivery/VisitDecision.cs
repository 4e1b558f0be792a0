namespace CouponPortal.Domain.Delivery;

/// <summary>What became of a visit. Stored as text: new ones come at the end.</summary>
public enum VisitOutcome
{
    /// <summary>Sent to the offer; the partner has the click.</summary>
    Delivered,

    /// <summary>Sent to the offer; the code names no single partner, so nobody has the click.</summary>
    NoOwner,
    UnknownCode,
    CouponPaused,
    NotStarted,
    Ended,
    Unassigned,
    OfferPaused,
    PartnerPaused,
    NotApproved,
    UnknownOffer,
    UnknownPartner,

    /// <summary>Sent where all go, and not counted, as the following ones: on a blocked list, or trying codes.</summary>
    Blocked,

    /// <summary>A robot or a link preview.</summary>
    Robot,

    /// <summary>An image, a frame, a script, a prefetch: nobody came to a page.</summary>
    NotNavigation,
    Duplicate,
    Flood,

    /// <summary>The offer's targeting keeps the visitor out; SmartSwitch, the fallback or the plain page takes it.</summary>
    NotTargeted,

    /// <summary>A cap is used up.</summary>
    Capped,
}

/// <summary>Where a visitor goes and why.</summary>
/// <param name="Template">The destination before its macros are filled in; null = the plain page.</param>
/// <param name="OfferId">The one that serves; else the one that was meant.</param>
public readonly record struct VisitDecision(VisitOutcome Outcome, string? Template, int? OfferId, int? PartnerId, int? CouponId)
{
    /// <summary>Those that the advertiser looks at (<see cref="ScreeningPolicy"/>).</summary>
    public VisitSigns Signs { get; init; }

    /// <summary>An order that is credited by this click waits for staff.</summary>
    public bool IsHeld { get; init; }

    /// <summary>Who was asked to serve and why not (<see cref="VisitChain"/>); null where the first one served, or its fallback was not in question.</summary>
    public string? Chain { get; init; }

    /// <summary>The code that it was taken for; null where it is the one that was asked for (<see cref="Coupons.TypedCode"/>).</summary>
    public string? MeantCode { get; init; }

    /// <summary>Whether the visit counts as a click that can earn credit.</summary>
    public bool HasCredit => Outcome == VisitOutcome.Delivered;

    /// <summary>Redirected where all go, but taken for no visitor: no id goes with it.</summary>
    public bool IsScreenedOut => ScreensOut(Outcome);

    /// <inheritdoc cref="IsScreenedOut"/>
    public static bool ScreensOut(VisitOutcome outcome) => outcome is VisitOutcome.Blocked or VisitOutcome.Robot or VisitOutcome.NotNavigation or VisitOutcome.Duplicate or VisitOutcome.Flood;
}

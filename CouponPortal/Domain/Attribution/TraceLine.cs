namespace CouponPortal.Domain.Attribution;

/// <summary>The steps of RULES §5, in order.</summary>
public enum AttributionStep
{
    ResolveCode,
    JudgeClick,
    ChooseOffer,
    SuppressedCode,
    ExclusiveCode,
    OtherChannel,
    Priority,
    Direct,
    Unattributed,

    /// <summary>After the decision: how much the offer takes.</summary>
    Cap,
    /// <summary>Looked at for signs of fraud, after the credit was decided.</summary>
    OrderCheck,
}

public enum TraceVerdict
{
    /// <summary>Looked at; nothing here decides.</summary>
    Passed,

    /// <summary>Taken into account by a later step.</summary>
    Valid,

    /// <summary>Left out, with the reason.</summary>
    Ignored,

    /// <summary>This step settled the order.</summary>
    Decided,

    /// <summary>This step stopped the order until staff decides.</summary>
    Held,

    /// <summary>A check found something; the order is flagged, and nothing else changes.</summary>
    Marked,

    /// <summary>A check rejected the order.</summary>
    Blocked,
}

/// <summary>Why a claim was not taken, or how a step decided. The names are stable: scripts read them.</summary>
public enum TraceReason
{
    None,
    UnknownCode,
    NotACode,
    CodeTooLong,
    CouponPaused,
    NotStarted,
    Ended,
    Unassigned,
    PublicCode,
    SeveralPartners,
    OwnerPaused,
    OwnerNotApproved,
    OfferPaused,
    OtherOffer,
    ClickUnknown,
    ClickOfOtherAdvertiser,
    ClickAfterOrder,
    ClickTooOld,
    ClickWithoutPartner,
    ClickNotPreferred,
    SentOffer,
    ClickOffer,
    OnlyOffer,
    AmbiguousOffer,
    NoSuppressedCode,
    CodeSuppressed,
    NoExclusiveCode,
    ExclusiveNotInEffect,
    ExclusiveOwner,
    CodeConflictLastClick,
    CodeConflictFirstListed,
    NoOtherChannel,
    OtherChannel,
    LastClick,
    CodeOwner,
    NoClaim,
    DirectPartner,
    DirectOfferUnknown,
    DirectPartnerUnknown,
    DirectNotApproved,
    NothingSent,
    CapHeld,
    CapUnpaid,
    CapMarked,
    PartnersMail,
    PartnersNetwork,
    TooFast,
    LeakedCode,
    HeldClick,
}

/// <summary>One line of the decision trace: what a step looked at and what it made of it.</summary>
public sealed record TraceLine(
    AttributionStep Step,
    TraceVerdict Verdict,
    TraceReason Reason,
    string? Code = null,
    int? PartnerId = null,
    int? OfferId = null,
    string? Subject = null);

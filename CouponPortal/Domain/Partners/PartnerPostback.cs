namespace CouponPortal.Domain.Partners;

/// <summary>How a partner's system is told.</summary>
public enum PostbackForm
{
    /// <summary>A GET of a template whose macros are filled in (S1).</summary>
    Url,

    /// <summary>A signed POST as Standard Webhooks describes it.</summary>
    Webhook,
}

/// <summary>Which moment of an order it is told of.</summary>
public enum PostbackMoment
{
    /// <summary>Once, when the partner is credited, in whatever status.</summary>
    Credited,

    /// <summary>Once the order is approved.</summary>
    Approved,

    /// <summary>When it is credited and at every change of status, amount or payout.</summary>
    Changes,
}

/// <summary>Where a partner wants to hear of its orders; one of a form for an offer takes the place of the general one of that form.</summary>
public sealed class PartnerPostback
{
    public const int MaxUrl = 2_000;

    public int Id { get; set; }
    public int PartnerId { get; set; }

    /// <summary>Null = every offer without one of its own.</summary>
    public int? OfferId { get; set; }
    public PostbackForm Form { get; set; }
    public PostbackMoment Moment { get; set; }

    /// <summary>Absolute http(s); of <see cref="PostbackForm.Url"/> with macros.</summary>
    public string Url { get; set; } = "";

    /// <summary>Signs webhooks: <c>whsec_</c> and 32 random bytes in base64; null for URLs.</summary>
    public string? Secret { get; set; }
    public bool IsActive { get; set; } = true;

    /// <summary>Why the portal itself switched it off; empty while nobody but people did.</summary>
    public string DisabledReason { get; set; } = "";
    public int Version { get; set; } = 1;
}

public enum PostbackMessageState
{
    /// <summary>To be sent at <see cref="PostbackMessage.DueAt"/>.</summary>
    Waiting,
    Delivered,

    /// <summary>Given up after the last attempt, or the receiver wants no more.</summary>
    Failed,
}

/// <summary>One message to a partner, stored with what it tells of and sent until it is taken.</summary>
public sealed class PostbackMessage : IDue
{
    /// <summary>A <see cref="Clicks.EventKey"/>; also the message's id to the receiver, the same at every attempt.</summary>
    public long Id { get; set; }
    public int PartnerId { get; set; }

    /// <summary>0 = the partner's own postback URL.</summary>
    public int PostbackId { get; set; }
    public long ConversionId { get; set; }

    /// <summary>E.g. <c>conversion.created</c>.</summary>
    public string Event { get; set; } = "";
    public string Url { get; set; } = "";

    /// <summary>JSON of a webhook; null for a GET.</summary>
    public string? Body { get; set; }
    public PostbackMessageState State { get; set; }
    public int Attempts { get; set; }

    /// <summary>UTC, of the next attempt; far away when there is none.</summary>
    public DateTime DueAt { get; set; }
    public DateTime? LastAt { get; set; }

    /// <summary>HTTP status of the last attempt; null when there was no answer.</summary>
    public int? LastStatus { get; set; }

    /// <summary>For people: why the last attempt failed; empty when it did not.</summary>
    public string LastError { get; set; } = "";
}

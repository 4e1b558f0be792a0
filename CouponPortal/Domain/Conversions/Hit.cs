namespace CouponPortal.Domain.Conversions;

public enum HitVerdict
{
    /// <summary>Became a conversion.</summary>
    Accepted,

    /// <summary>Was an order already stored.</summary>
    Duplicate,

    /// <summary>Stored, waiting for staff: it could not be placed.</summary>
    Held,

    /// <summary>Nothing to do and no fault: a ping, a draft, a test notification.</summary>
    Ignored,

    /// <summary>Refused; kept so that nothing sent is ever lost.</summary>
    Refused,
}

/// <summary>One inbound request as it came, secrets masked, with what became of it.</summary>
public sealed class Hit
{
    /// <summary>An <see cref="Clicks.EventKey"/>; its time is the arrival.</summary>
    public long Id { get; set; }
    public string Door { get; set; } = "";
    public int? AdvertiserId { get; set; }
    public HitVerdict Verdict { get; set; }

    /// <summary>Stable code, e.g. <c>amount_format</c>; null when accepted.</summary>
    public string? Reason { get; set; }

    /// <summary>For people: what was wrong, where, what to do.</summary>
    public string? Detail { get; set; }
    public long? ConversionId { get; set; }

    /// <summary>Request line, the headers that matter, a blank line, the body.</summary>
    public string Raw { get; set; } = "";
    /// <summary>From where: the address cut to a prefix, and a mark that tells senders of one day apart; never a whole address.</summary>
    public string RemoteIp { get; set; } = "";

    /// <summary>The row is stored and is being read once more: it is brought up to date, not added. Not stored itself.</summary>
    public bool IsReplayed { get; set; }

    public DateTime ReceivedAt => Clicks.EventKey.TimeOf(Id);
}

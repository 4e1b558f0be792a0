namespace CouponPortal.Domain.Conversions;

/// <summary>What changed a conversion after it was stored.</summary>
public enum ConversionChangeKind
{
    /// <summary>Staff, a feed or a shop set the status.</summary>
    Status,

    /// <summary>Another position of the order came.</summary>
    Position,

    /// <summary>All or a part of it was taken back.</summary>
    Reversal,

    /// <summary>The shop sent a newer state of the order.</summary>
    NewState,

    /// <summary>Staff applied what a differing repeat said.</summary>
    Applied,

    /// <summary>Staff had it judged again, or chose the offer of an ambiguous one.</summary>
    Reattribution,

    /// <summary>A server confirmed what only a browser had sent.</summary>
    Confirmation,
}

/// <summary>One entry in a conversion's life: the figures before and after, who, and by which request. The conversion keeps what it was born with in none.</summary>
public sealed class ConversionChange
{
    public long Id { get; set; }
    public long ConversionId { get; set; }
    public ConversionChangeKind Kind { get; set; }
    public DateTime At { get; set; }

    /// <summary>A person's name, or the door that brought it.</summary>
    public string By { get; set; } = "";
    public ConversionStatus FromStatus { get; set; }
    public ConversionStatus ToStatus { get; set; }

    /// <summary>Minor units left after reversals.</summary>
    public long FromNet { get; set; }
    public long ToNet { get; set; }
    public long FromPayout { get; set; }
    public long ToPayout { get; set; }
    public int? FromPartnerId { get; set; }
    public int? ToPartnerId { get; set; }

    /// <summary>The request that brought it; null for people.</summary>
    public long? HitId { get; set; }
    public string Note { get; set; } = "";

    /// <summary>Whether anything that matters to people is another than before.</summary>
    public bool HasEffect => (FromStatus, FromNet, FromPayout, FromPartnerId) != (ToStatus, ToNet, ToPayout, ToPartnerId) || Note.Length > 0;

    /// <summary>An entry that holds the figures as they are before the change; <see cref="Complete"/> adds those after it.</summary>
    public static ConversionChange Begin(Conversion row, ConversionChangeKind kind, DateTime at, string by, long? hitId = null, string note = "") => new()
    {
        ConversionId = row.Id,
        Kind = kind,
        At = at,
        By = by,
        HitId = hitId,
        Note = note,
        FromStatus = row.Status,
        FromNet = row.Amount - row.Reversed,
        FromPayout = row.Payout,
        FromPartnerId = row.PartnerId,
    };

    public ConversionChange Complete(Conversion row)
    {
        (ToStatus, ToNet, ToPayout, ToPartnerId) = (row.Status, row.Amount - row.Reversed, row.Payout, row.PartnerId);
        return this;
    }
}

namespace CouponPortal.Domain.Coupons;

/// <summary>What a batch does with its coupons.</summary>
public enum CouponBatchKind
{
    /// <summary>Adds coupons from a CSV file.</summary>
    Add,

    /// <summary>Changes coupons from a CSV file.</summary>
    Update,

    /// <summary>Adds coupons with codes made by a pattern.</summary>
    Generate,

    /// <summary>Sets the status of chosen coupons.</summary>
    Status,

    /// <summary>Gives chosen coupons their partners.</summary>
    Assign,

    /// <summary>Sets the dates of chosen coupons.</summary>
    Dates,
}

/// <summary>Where a batch stands. It goes down this list; Cancelled and Failed keep nothing of it.</summary>
public enum CouponBatchState
{
    /// <summary>Its rows are being read and judged.</summary>
    Reading,

    /// <summary>Judged; it waits for somebody to apply it.</summary>
    Ready,
    Applying,
    Applied,
    Undoing,
    Undone,
    Cancelled,
    Failed,
}

/// <summary>One bulk act on coupons of one advertiser, from its first row to its undo (S0, S3). The API calls its id import_id.</summary>
public sealed class CouponBatch
{
    public const int MaxFileName = 200;

    /// <summary>How long after <see cref="AppliedAt"/> the whole batch can be undone.</summary>
    public static readonly TimeSpan UndoWindow = TimeSpan.FromHours(24);

    public int Id { get; set; }
    public int AdvertiserId { get; set; }
    public CouponBatchKind Kind { get; set; }
    public CouponBatchState State { get; set; }

    /// <summary>As the uploader called it; empty when there was no file.</summary>
    public string FileName { get; set; } = "";

    /// <summary>What was asked for besides the rows, as JSON of the kind's own shape: the columns of a file, a pattern, a status.</summary>
    public string Settings { get; set; } = "";

    /// <summary>Applies nothing when a single row is refused.</summary>
    public bool AllOrNothing { get; set; }
    public string MadeBy { get; set; } = "";
    public DateTime MadeAt { get; set; }
    public DateTime? AppliedAt { get; set; }
    public string UndoneBy { get; set; } = "";
    public DateTime? UndoneAt { get; set; }

    /// <summary>Rows in all; 0 until they are counted.</summary>
    public int Total { get; set; }

    /// <summary>Rows that the present state has dealt with.</summary>
    public int Done { get; set; }
    public int Created { get; set; }
    public int Updated { get; set; }
    public int Unchanged { get; set; }
    public int Refused { get; set; }

    /// <summary>The first and the last id of the coupons it created, among which there may be others' ids; null while there are none.</summary>
    public int? FirstCouponId { get; set; }
    public int? LastCouponId { get; set; }

    /// <summary>For people: why it failed, or what an undo had to leave.</summary>
    public string Message { get; set; } = "";
    public int Version { get; set; } = 1;
}

/// <summary>
/// What a coupon was before a batch changed it, for the undo. Coupons that the batch created carry its id instead, and have a row only once an undo left them, or
/// once the undo of a later batch gave them back the state, and not the version, that this one left.
/// </summary>
public sealed class CouponBatchRow
{
    public int BatchId { get; set; }
    public int CouponId { get; set; }

    /// <summary>The whole editable state before, as JSON; empty for a coupon that the batch created.</summary>
    public string Before { get; set; } = "";

    /// <summary>The coupon's version that the batch left; any other says that somebody changed it since.</summary>
    public int VersionAfter { get; set; }

    /// <summary>Why an undo left the coupon as it is, a sentence; empty while none did.</summary>
    public string Left { get; set; } = "";
}

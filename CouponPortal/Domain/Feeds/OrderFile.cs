namespace CouponPortal.Domain.Feeds;

public enum OrderFileState
{
    /// <summary>No list of orders: <see cref="OrderFile.Fault"/> says why. Kept all the same.</summary>
    Refused,

    /// <summary>Read; nobody has applied it.</summary>
    Ready,
    Applying,
    Applied,
}

/// <summary>An uploaded file of orders. One row for each content: the same file again is this one, so that it adds nothing.</summary>
public sealed class OrderFile
{
    public const int MaxFileName = 200;

    /// <summary>How long the file itself is kept; its figures and results stay.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    /// <summary>After this an application that did not end was cut off with its process; applying again is harmless.</summary>
    public static readonly TimeSpan ApplyTakes = TimeSpan.FromMinutes(10);

    public int Id { get; set; }
    public int AdvertiserId { get; set; }

    /// <summary>As the uploader calls it; for people alone.</summary>
    public string FileName { get; set; } = "";

    /// <summary>SHA-256, hex.</summary>
    public string Hash { get; set; } = "";
    public long Bytes { get; set; }
    public int Rows { get; set; }
    public OrderFileState State { get; set; }

    /// <summary>Stable code of why it was refused; null when it was read.</summary>
    public string? FaultCode { get; set; }
    public string? Fault { get; set; }
    public string UploadedBy { get; set; } = "";

    /// <summary>UTC; also the time of orders that have none.</summary>
    public DateTime UploadedAt { get; set; }
    public string? AppliedBy { get; set; }

    /// <summary>UTC; while it is being applied, since when.</summary>
    public DateTime? AppliedAt { get; set; }
    public int Accepted { get; set; }
    public int Duplicates { get; set; }
    public int Held { get; set; }

    /// <summary>Rows that became no order.</summary>
    public int Refused { get; set; }
}

/// <summary>What lists of files need not read.</summary>
public sealed class OrderFileContent
{
    public int OrderFileId { get; set; }

    /// <summary>The file as it came; null once it is older than <see cref="OrderFile.Kept"/>.</summary>
    public byte[]? Content { get; set; }

    /// <summary>What came of each row, JSON; empty until it is applied.</summary>
    public string Results { get; set; } = "";
}

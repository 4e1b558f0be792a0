namespace CouponPortal.Domain.Feeds;

public enum FeedFormat
{
    /// <summary><c>payment_list</c> version 2, or the revision feed.</summary>
    Xml,

    /// <summary>The list that POST /api/v1/conversions takes.</summary>
    Json,
}

public enum FeedAuthentication
{
    None,
    Basic,
    Bearer,
}

public enum FeedState
{
    Active,
    Paused,
}

/// <summary>A document of orders that the portal fetches from an advertiser's address on a schedule.</summary>
public sealed class Feed : IDue
{
    public const int MaxName = 100;
    public const int MaxUrl = 2_000;
    public const int MaxUserName = 200;
    public const int MaxSecret = 1_000;
    public const int MinEvery = 5;
    public const int MaxEvery = 7 * 24 * 60;

    /// <summary>The longest wait after failures.</summary>
    public static readonly TimeSpan MaxBackoff = TimeSpan.FromHours(24);

    public int Id { get; set; }
    public int AdvertiserId { get; set; }

    /// <summary>The offer of orders that name none; null = the code's offer decides.</summary>
    public int? OfferId { get; set; }
    public string Name { get; set; } = "";

    /// <summary>https, absolute; without credentials.</summary>
    public string Url { get; set; } = "";
    public FeedFormat Format { get; set; }
    public FeedAuthentication Authentication { get; set; }
    public string? UserName { get; set; }

    /// <summary>Password or token; never shown again and never logged.</summary>
    public string? Secret { get; set; }
    public int EveryMinutes { get; set; } = 60;
    public FeedState State { get; set; }
    public string CreatedBy { get; set; } = "";
    public DateTime CreatedAt { get; set; }

    /// <summary>UTC; moved on by the node that fetches it, so that no two do.</summary>
    public DateTime DueAt { get; set; }

    /// <summary>What the last answer said of its version; sent back, so that an unchanged document is not sent again.</summary>
    public string? ETag { get; set; }
    public string? LastModified { get; set; }

    /// <summary>Eight bytes of the hash of each row of the last document: what was in it is not handed in again.</summary>
    public byte[] Seen { get; set; } = [];
    public DateTime? LastAt { get; set; }

    /// <summary>HTTP status of the last answer; null when there was none.</summary>
    public int? LastStatus { get; set; }

    /// <summary>Stable code of what came of it: fetched, not_modified, or a fault.</summary>
    public string? LastResult { get; set; }
    public string? LastDetail { get; set; }

    /// <summary>The last time that a document was taken or found unchanged.</summary>
    public DateTime? LastGoodAt { get; set; }

    /// <summary>In a row.</summary>
    public int Failures { get; set; }
    public int LastRows { get; set; }
    public int LastAccepted { get; set; }
    public int LastDuplicates { get; set; }
    public int LastHeld { get; set; }
    public int LastRefused { get; set; }

    /// <summary>Counts saves by people; fetches do not touch it.</summary>
    public int Version { get; set; } = 1;

    public TimeSpan Every => TimeSpan.FromMinutes(EveryMinutes);

    /// <summary>The wait before the next fetch: the schedule's, and after failures twice as long each time.</summary>
    /// <param name="failures">In a row, the present one included.</param>
    /// <param name="jitter">0 to 1; spreads feeds of one server.</param>
    public TimeSpan NextAfter(int failures, double jitter)
    {
        var wait = failures == 0 ? Every : Every * Math.Pow(2, Math.Min(failures - 1, 12));
        wait = wait > MaxBackoff && failures > 0 ? (Every > MaxBackoff ? Every : MaxBackoff) : wait;
        return wait + (wait * (0.1 * jitter));
    }
}

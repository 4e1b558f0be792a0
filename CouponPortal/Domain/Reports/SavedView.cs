namespace CouponPortal.Domain.Reports;

/// <summary>A report as somebody wants to see it again: an address under a name. What it shows is what the reader may see.</summary>
public sealed class SavedView
{
    public const int MaxName = 100;
    public const int MaxPage = 100;
    public const int MaxQuery = 4_000;

    public int Id { get; set; }

    /// <summary>The user who made it; he alone changes it.</summary>
    public int OwnerId { get; set; }
    public string Name { get; set; } = "";

    /// <summary>Below the base, without a slash in front: <c>conversions</c>.</summary>
    public string Page { get; set; } = "";

    /// <summary>Filters, days, columns and sort as the page's address has them, without a question mark.</summary>
    public string Query { get; set; } = "";
    public bool IsShared { get; set; }

    /// <summary>Whose staff sees a shared view; null = the network admins.</summary>
    public int? AdvertiserId { get; set; }
    public DateTime CreatedAt { get; set; }

    /// <summary>Counts saves.</summary>
    public int Version { get; set; } = 1;
}

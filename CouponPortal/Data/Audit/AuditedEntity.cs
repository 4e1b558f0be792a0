namespace CouponPortal.Data.Audit;

/// <summary>How a kind of row appears in the log.</summary>
/// <param name="Subject">What the log calls it. Rows of one subject and id that are saved together are one entry.</param>
internal sealed record AuditedEntity(string Subject, Type Type)
{
    public required Func<object, string> Id { get; init; }

    /// <summary>What people know it by.</summary>
    public Func<object, string?> Label { get; init; } = _ => null;
    public Func<object, int?> Advertiser { get; init; } = _ => null;

    /// <summary>The offer that leads to the advertiser, where the row does not name it.</summary>
    public Func<object, int?> Offer { get; init; } = _ => null;
    public Func<object, int?> Partner { get; init; } = _ => null;

    /// <summary>Masked: that it changed is told, and nothing of what it was.</summary>
    public string[] Secret { get; init; } = [];

    /// <summary>Bookkeeping that changes by itself; a save of nothing else leaves no entry.</summary>
    public string[] Ignored { get; init; } = [];

    /// <summary>If not empty, no other fields are told.</summary>
    public string[] Only { get; init; } = [];

    /// <summary>False for rows that come in by the thousand and have a dated history of their own: entries tell of what people and keys change in them later.</summary>
    public bool OfOutside { get; init; } = true;

    /// <summary>A name on a list: the entry's one field, its value “listed” or nothing.</summary>
    public Func<object, string>? Listed { get; init; }

    public bool Tells(string property) => !Ignored.Contains(property, StringComparer.Ordinal) && (Only.Length == 0 || Only.Contains(property, StringComparer.Ordinal));
}

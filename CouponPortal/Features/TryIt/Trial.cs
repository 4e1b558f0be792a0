using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Delivery;

namespace CouponPortal.Features.TryIt;

/// <summary>What is to be tried.</summary>
/// <param name="Door">Null = as the text itself says.</param>
/// <param name="Raw">A postback URL or query, JSON, XML, lines of an order file under their header, a tracking link.</param>
/// <param name="AdvertiserId">Whose it is where the text does not say; null = as it says.</param>
public sealed record TrialDraft(string? Door, string? Raw, int? AdvertiserId)
{
    /// <summary>Characters.</summary>
    public const int MaxRaw = 64 * 1024;

    /// <summary>Bytes of a file, whose text is a third longer.</summary>
    public const int MaxFile = (MaxRaw - 100) / 4 * 3;
}

/// <summary>What the request would become.</summary>
public enum TrialVerdict
{
    /// <summary>An order, or the reversal of one.</summary>
    Accepted,

    /// <summary>The order is stored already.</summary>
    Duplicate,

    /// <summary>Kept for staff.</summary>
    Held,

    /// <summary>A reversal without its order: kept for it.</summary>
    Waiting,
    Ignored,
    Refused,

    /// <summary>No order but a visit of a tracking link.</summary>
    Visit,
}

/// <summary>Something that was read, or looked at: name in snake_case, text for people.</summary>
public sealed record TrialLine(string Name, string Text);

/// <summary>What the pipeline would decide. Nothing of it is recorded.</summary>
/// <param name="Reason">Stable code; null for a plain order.</param>
/// <param name="Detail">A sentence.</param>
public sealed record Trial(string Door, TrialVerdict Verdict, string? Reason, string Detail)
{
    public int? AdvertiserId { get; init; }

    /// <summary>What the dialect read.</summary>
    public IReadOnlyList<TrialLine> Facts { get; init; } = [];

    /// <summary>What was looked at, and what was not.</summary>
    public IReadOnlyList<TrialLine> Checks { get; init; } = [];

    /// <summary>The order as it would stand. Its key is made up.</summary>
    public Conversion? Row { get; init; }
    public IReadOnlyList<ConversionItem> Items { get; init; } = [];

    /// <summary>What the same order would do when it comes again; null where there is no order.</summary>
    public string? Repeat { get; init; }

    /// <summary>The stored order that the request is about; null when there is none.</summary>
    public long? StoredId { get; init; }
    public VisitDecision? Visit { get; init; }

    public IReadOnlyList<TraceLine> Trace => TraceJson.Read(Row?.Trace);

    public IReadOnlyList<Assist> Assists => TraceJson.ReadAssists(Row?.Assists);
}

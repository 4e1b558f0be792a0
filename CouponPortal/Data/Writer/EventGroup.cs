using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Partners;

namespace CouponPortal.Data.Writer;

/// <summary>What the store made of an order: a new row, or the one that was there.</summary>
/// <param name="Duplicate">The order was stored before; everything else here is the first one's.</param>
public sealed record OrderReceipt(
    long ConversionId,
    bool Duplicate,
    ConversionStatus Status,
    AttributionOutcome Outcome,
    int? PartnerId,
    int? OfferId,
    long? ClickId,
    ConversionFlags Flags)
{
    public static OrderReceipt Of(Conversion row, bool duplicate) =>
        new(row.Id, duplicate, row.Status, row.Outcome, row.PartnerId, row.OfferId, row.ClickId, row.Flags);
}

/// <summary>An order on its way into the store, with the request it came in. The store completes the hit with what became of it.</summary>
public sealed class OrderWrite(Conversion row, Hit hit, IReadOnlyList<ConversionItem>? items = null)
{
    public Conversion Row => row;

    public Hit Hit => hit;

    /// <summary>Stored with the order when it is new.</summary>
    public IReadOnlyList<ConversionItem> Items { get; } = items ?? [];

    /// <summary>Set by the store before the group is acknowledged.</summary>
    public OrderReceipt? Receipt { get; private set; }

    /// <summary>The receipt of a row that was not there before.</summary>
    public void Stored()
    {
        hit.Verdict = HitVerdict.Accepted;
        hit.ConversionId = row.Id;
        Receipt = OrderReceipt.Of(row, duplicate: false);
    }

    /// <summary>Messages to the partner, stored with the order when it is new.</summary>
    public IReadOnlyList<PostbackMessage> Messages { get; init; } = [];

    /// <summary>Whether other figures in a repeat are worth a flag: positions and states differ by nature, and a browser's word is none.</summary>
    public bool MayDiffer { get; init; } = true;

    /// <summary>The receipt of an order that was there; true when it says something else than the first (RULES §4, <em>differs</em>).</summary>
    public bool Found(OrderReceipt first, string? code, long amount, string currency)
    {
        var differs = MayDiffer && (code != row.CouponCode || amount != row.Amount || currency != row.Currency);
        hit.Verdict = HitVerdict.Duplicate;
        hit.ConversionId = first.ConversionId;
        hit.Reason = differs ? "differs" : "duplicate";
        Receipt = first with { Duplicate = true, Flags = differs ? first.Flags | ConversionFlags.Differs : first.Flags };
        return differs && !first.Flags.HasFlag(ConversionFlags.Differs);
    }
}

/// <summary>What waits for the next commit. All of it becomes durable together, and one task says so.</summary>
public sealed class EventGroup
{
    public List<Click> Clicks { get; } = [];

    public List<OrderWrite> Orders { get; } = [];

    /// <summary>Requests that became no order: refused or held.</summary>
    public List<Hit> Hits { get; } = [];

    /// <summary>Orders and hits that could not be stored while their group could, and why; complete before the group is acknowledged.</summary>
    internal Dictionary<object, Exception> Faults { get; } = new(ReferenceEqualityComparer.Instance);

    internal TaskCompletionSource ClicksDone { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal TaskCompletionSource RestDone { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int Count => Clicks.Count + Orders.Count + Hits.Count;
}

using System.Text.Json.Serialization;
using CouponPortal.Domain;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Payouts;

namespace CouponPortal.Api;

internal sealed record AssistView(int PartnerId, AttributionBasis Basis, string? Code, int? OfferId);

/// <summary>One position.</summary>
/// <param name="Price">Of one piece.</param>
internal sealed record ItemView(string PositionId, string? ProductId, string? Category, int Quantity, string Price, string Amount)
{
    public static ItemView Of(ConversionItem i, string currency) =>
        new(i.Key, i.ProductId, i.Category, i.Quantity, MoneyText.Plain(i.Price, currency), MoneyText.Plain(i.Amount, currency));
}

/// <summary>One thing that happened to an order; amounts are what was left of it.</summary>
/// <param name="By">A person, a key, or a door.</param>
/// <param name="HitId">The request that brought it; null for people on the pages.</param>
internal sealed record ChangeView(
    ConversionChangeKind Kind, DateTime At, string By, ConversionStatus FromStatus, ConversionStatus ToStatus, string FromAmount, string ToAmount, string FromPayout, string ToPayout,
    int? FromPartnerId, int? ToPartnerId, string Note, string? HitId)
{
    public static ChangeView Of(ConversionChange c, string currency, PublicIds ids) => new(
        c.Kind, c.At, c.By, c.FromStatus, c.ToStatus, MoneyText.Plain(c.FromNet, currency), MoneyText.Plain(c.ToNet, currency), MoneyText.Plain(c.FromPayout, currency), MoneyText.Plain(c.ToPayout, currency),
        c.FromPartnerId, c.ToPartnerId, c.Note, c.HitId is { } hit ? ids.Format(hit) : null);
}

/// <param name="Detail">The line as a sentence with ids.</param>
internal sealed record TraceView(
    AttributionStep Step, TraceVerdict Verdict, TraceReason Reason, string Detail, string? Code, int? PartnerId, int? OfferId);

/// <summary>A conversion as the API names it.</summary>
/// <param name="Amount">Before reversals.</param>
/// <param name="Reversed">What of it was taken back.</param>
/// <param name="Sub3">Pub. Unique 3: what was sent, else the coupon code.</param>
internal sealed record ConversionView(
    string Id,
    string? OrderId,
    string Event,
    int AdvertiserId,
    int? OfferId,
    int? PartnerId,
    string? CouponCode,
    string? Sub1,
    string? Sub2,
    string? Sub3,
    string? Sub4,
    string? Sub5,
    string? ClickId,
    ConversionStatus Status,
    string Amount,
    string Reversed,
    string Currency,
    string Payout,
    AttributionBasis Basis,
    AttributionOutcome Outcome,
    IReadOnlyList<string> Flags,
    int? CounterfactualPartnerId,
    int? SuppressedPartnerId,
    IReadOnlyList<AssistView> Assists,
    IReadOnlyList<TraceView> Trace,
    DateTime OrderTime,
    DateTime ReceivedAt,
    IReadOnlyList<ItemView> Items,
    string Door)
{
    /// <summary>All that happened to the order since it came, the oldest first; only of one order by itself.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ChangeView>? Changes { get; init; }

    public static ConversionView Of(Conversion c, PublicIds ids, ILookup<long, ConversionItem> items) => new(
        ids.Format(c.Id), c.OrderId, c.Event, c.AdvertiserId, c.OfferId, c.PartnerId, c.CouponCode,
        c.Sub1, c.Sub2, c.Sub3 ?? c.CouponCode, c.Sub4, c.Sub5,
        c.ClickId is { } click ? ids.Format(click) : null, c.Status,
        MoneyText.Plain(c.Amount, c.Currency), MoneyText.Plain(c.Reversed, c.Currency), c.Currency, MoneyText.Plain(c.Payout, c.Currency),
        c.Basis, c.Outcome, SnakeCase.Flags(c.Flags), c.CounterfactualPartnerId, c.SuppressedPartnerId,
        [.. TraceJson.ReadAssists(c.Assists).Select(a => new AssistView(a.PartnerId, a.Basis, a.Code, a.OfferId))],
        [.. TraceJson.Read(c.Trace).Select(t => new TraceView(t.Step, t.Verdict, t.Reason, TraceSentences.WithIds.For(t), t.Code, t.PartnerId, t.OfferId))],
        c.OrderTime, c.ReceivedAt, [.. items[c.Id].Select(i => ItemView.Of(i, c.Currency))], c.Door);
}

using System.Globalization;

namespace CouponPortal.Domain.Conversions;

public enum CorrectionKind
{
    /// <summary>Takes back the order, in full or in part.</summary>
    Reversal,

    /// <summary>Says whether the order counts (a revision feed's verdict).</summary>
    Status,
}

/// <summary>
/// Something said about an order by its sender after, or before, the order itself: one that comes first waits and is applied when the order is there
/// (RULES §4). Unique by advertiser, event, target and key, so that a repeat changes nothing.
/// </summary>
public sealed class Correction
{
    public const int MaxKey = 200;

    /// <summary>An <see cref="Clicks.EventKey"/>; its time is the arrival.</summary>
    public long Id { get; set; }
    public int AdvertiserId { get; set; }
    public string Event { get; set; } = OrderKey.SaleEvent;

    /// <summary>The order meant: <c>o:</c> and its order id, <c>c:</c> and the click's key, or <c>i:</c> and the conversion's key.</summary>
    public string Target { get; set; } = "";
    public CorrectionKind Kind { get; set; }

    /// <summary>What makes two of them the same one: the sender's refund id, else what is said.</summary>
    public string Key { get; set; } = "";

    /// <summary>Decimal text of what to take back, as sent; null = the whole order. The order's currency, which settles its digits, may not be known yet.</summary>
    public string? AmountText { get; set; }

    /// <summary>Minor units of the order's currency, once it is applied; null while it waits, and where the text is none in that currency.</summary>
    public long? Amount { get; set; }

    /// <summary>Of <see cref="AmountText"/>; null = the order's.</summary>
    public string? Currency { get; set; }
    public ConversionStatus? Status { get; set; }

    /// <summary>When the sender says it said so, UTC; null = when it arrived. Only of a status.</summary>
    public DateTime? SaidAt { get; set; }

    /// <summary>Null while it waits for its order.</summary>
    public long? ConversionId { get; set; }
    public long HitId { get; set; }
    public string Door { get; set; } = "";

    public bool IsWhole => AmountText is null;

    /// <summary>UTC: the sender's time, else the arrival of its request, also when that is read again later.</summary>
    public DateTime At => SaidAt ?? Clicks.EventKey.TimeOf(HitId);

    /// <summary>
    /// Where a status stands among all that was said of the order: the last one counts. Of one time the one further in an order's life is the later one, so that the order of
    /// arrival does not matter; without a time of the sender's the order of arrival is all there is.
    /// </summary>
    public (DateTime At, bool IsTimed, long Last) Place => (At, SaidAt is not null, SaidAt is null ? HitId : (long)Status.GetValueOrDefault());

    public static string ByOrder(string orderId) => "o:" + orderId;

    public static string ByClick(long clickId) => "c:" + clickId.ToString("x16", CultureInfo.InvariantCulture);

    public static string ByConversion(long conversionId) => "i:" + conversionId.ToString("x16", CultureInfo.InvariantCulture);

    /// <summary>The key after a target's prefix; only of <c>c:</c> and <c>i:</c>.</summary>
    public static long KeyOf(string target) => long.Parse(target.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}

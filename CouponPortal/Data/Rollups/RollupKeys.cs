using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Delivery;

namespace CouponPortal.Data.Rollups;

/// <summary>Whose count a click is in. Sorted, so that two writers cannot wait for each other.</summary>
internal readonly record struct ClickKey(int AdvertiserId, int Day, int OfferId, int PartnerId, int CouponId, VisitOutcome Outcome) : IComparable<ClickKey>
{
    public static ClickKey Of(Click c, int day) => new(c.AdvertiserId ?? RollupState.Nobody, day, c.OfferId ?? 0, c.PartnerId ?? 0, c.CouponId ?? 0, c.Outcome);

    public int CompareTo(ClickKey other) =>
        AdvertiserId != other.AdvertiserId ? AdvertiserId.CompareTo(other.AdvertiserId)
        : Day != other.Day ? Day.CompareTo(other.Day)
        : OfferId != other.OfferId ? OfferId.CompareTo(other.OfferId)
        : PartnerId != other.PartnerId ? PartnerId.CompareTo(other.PartnerId)
        : CouponId != other.CouponId ? CouponId.CompareTo(other.CouponId)
        : ((int)Outcome).CompareTo((int)other.Outcome);
}

/// <summary>Whose sums an order is in.</summary>
internal readonly record struct OrderKeyOfDay(
    int AdvertiserId, int Day, int OfferId, int PartnerId, int CouponId, AttributionBasis Basis, ConversionStatus Status, string Currency, bool Clickless) : IComparable<OrderKeyOfDay>
{
    public int CompareTo(OrderKeyOfDay other) =>
        AdvertiserId != other.AdvertiserId ? AdvertiserId.CompareTo(other.AdvertiserId)
        : Day != other.Day ? Day.CompareTo(other.Day)
        : OfferId != other.OfferId ? OfferId.CompareTo(other.OfferId)
        : PartnerId != other.PartnerId ? PartnerId.CompareTo(other.PartnerId)
        : CouponId != other.CouponId ? CouponId.CompareTo(other.CouponId)
        : Basis != other.Basis ? ((int)Basis).CompareTo((int)other.Basis)
        : Status != other.Status ? ((int)Status).CompareTo((int)other.Status)
        : string.CompareOrdinal(Currency, other.Currency) is not 0 and var currency ? currency
        : Clickless.CompareTo(other.Clickless);
}

/// <summary>Amounts in minor units.</summary>
internal readonly record struct OrderSums(long Orders, long Amount, long Reversed, long Payout)
{
    public static OrderSums operator +(OrderSums a, OrderSums b) => new(a.Orders + b.Orders, a.Amount + b.Amount, a.Reversed + b.Reversed, a.Payout + b.Payout);
}

/// <summary>What of a conversion its sums depend on, as it was at one moment.</summary>
internal readonly record struct OrderImage(
    int AdvertiserId, DateTime OrderTime, int OfferId, int PartnerId, int CouponId, AttributionBasis Basis, ConversionStatus Status, string Currency, bool Clickless, bool IsTest, OrderSums Sums)
{
    public static OrderImage Of(Conversion c) => new(
        c.AdvertiserId, c.OrderTime, c.OfferId ?? 0, c.PartnerId ?? 0, c.CouponId ?? 0, c.Basis, c.Status, c.Currency, c.ClickId is null,
        c.Flags.HasFlag(ConversionFlags.Test), new(1, c.Amount, c.Reversed, c.Payout));

    /// <summary>What takes it out of its sums again.</summary>
    public OrderImage Negative => this with { Sums = new(-Sums.Orders, -Sums.Amount, -Sums.Reversed, -Sums.Payout) };

    public OrderKeyOfDay KeyOn(int day) => new(AdvertiserId, day, OfferId, PartnerId, CouponId, Basis, Status, Currency, Clickless);
}

using CouponPortal.Components.DataTable;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Payouts;

namespace CouponPortal.Features.PartnerPortal.Conversions;

/// <summary>Which of its orders a partner looks at; null = any.</summary>
public sealed record OwnConversionFilter
{
    public int? ShopId { get; init; }
    public int? OfferId { get; init; }

    /// <summary>In any case.</summary>
    public string? CouponCode { get; init; }

    /// <summary>Exactly as the shop spells it.</summary>
    public string? OrderId { get; init; }
    public ConversionStatus? Status { get; init; }
    public AttributionBasis? Basis { get; init; }
    public string? Currency { get; init; }

    /// <summary>Taken back in full or in part, or not at all.</summary>
    public bool? IsReversed { get; init; }
    public string? Sub1 { get; init; }

    /// <summary>What cannot be read counts as not given.</summary>
    public static OwnConversionFilter Read(Func<string, string?> value) => new()
    {
        ShopId = UrlValues.Id(value("advertiser_id")),
        OfferId = UrlValues.Id(value("offer_id")),
        CouponCode = UrlValues.Text(value("coupon_code")),
        OrderId = UrlValues.Text(value("order_id")),
        Status = UrlValues.Choice<ConversionStatus>(value("status")),
        Basis = UrlValues.Choice<AttributionBasis>(value("basis")),
        Currency = Currencies.TryParse(value("currency"), out var currency) ? currency : null,
        IsReversed = value("reversed") switch { "yes" => true, "no" => false, _ => null },
        Sub1 = UrlValues.Text(value("sub1")),
    };

    internal IQueryable<Conversion> ApplyTo(IQueryable<Conversion> rows)
    {
        if (new[] { CouponCode, OrderId, Sub1 }.Any(t => t?.Contains('\0') == true))
        {
            return rows.Where(c => false);
        }

        var code = CouponCode?.ToUpperInvariant();
        rows = ShopId is { } shop ? rows.Where(c => c.AdvertiserId == shop) : rows;
        rows = OfferId is { } offer ? rows.Where(c => c.OfferId == offer) : rows;

        // Where something else decided, code and sub ids of the order may be those of another partner: what is not shown is not found either.
        rows = code is not null ? rows.Where(c => c.CouponCode == code && (c.Basis == AttributionBasis.ExclusiveCode || c.Basis == AttributionBasis.CouponCode)) : rows;
        rows = OrderId is { } number ? rows.Where(c => c.OrderId == number) : rows;
        rows = Status is { } status ? rows.Where(c => c.Status == status) : rows;
        rows = Basis is { } basis ? rows.Where(c => c.Basis == basis) : rows;
        rows = Currency is { } currency ? rows.Where(c => c.Currency == currency) : rows;
        rows = IsReversed is { } reversed ? rows.Where(c => reversed ? c.Reversed > 0 : c.Reversed == 0) : rows;
        return Sub1 is { } sub1 ? rows.Where(c => c.Sub1 == sub1 && c.Basis == AttributionBasis.Click) : rows;
    }
}

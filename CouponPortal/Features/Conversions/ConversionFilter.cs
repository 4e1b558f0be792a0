using CouponPortal.Data;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Conversions;

namespace CouponPortal.Features.Conversions;

/// <summary>Which orders a list shows; null = any.</summary>
public sealed record ConversionFilter
{
    public int? AdvertiserId { get; init; }
    public int? OfferId { get; init; }

    /// <summary>The credited partner.</summary>
    public int? PartnerId { get; init; }

    /// <summary>Coupon code or Pub. Unique 3, in any case, with or without blanks around it.</summary>
    public string? CouponCode { get; init; }

    /// <summary>Exactly as sent: order ids that differ in case are different orders.</summary>
    public string? OrderId { get; init; }
    public ConversionStatus? Status { get; init; }
    public AttributionOutcome? Outcome { get; init; }
    public AttributionBasis? Basis { get; init; }
    public ConversionFlags? Flag { get; init; }

    /// <summary>First day of the order time, in the advertiser's time zone when <see cref="AdvertiserId"/> is given, else UTC.</summary>
    public DateOnly? From { get; init; }

    /// <summary>Last day, included.</summary>
    public DateOnly? To { get; init; }

    public bool IsEmpty => this == new ConversionFilter();

    internal IQueryable<Conversion> ApplyTo(IQueryable<Conversion> rows, TimeZoneInfo zone)
    {
        var code = CouponCode?.Trim().ToUpperInvariant();
        var days = DayRange.Of(From, To, zone);
        if (code?.Contains('\0') == true || OrderId?.Contains('\0') == true)
        {
            // No stored text has it, and PostgreSQL refuses it even as a parameter.
            return rows.Where(c => false);
        }

        rows = AdvertiserId is { } advertiser ? rows.Where(c => c.AdvertiserId == advertiser) : rows;
        rows = OfferId is { } offer ? rows.Where(c => c.OfferId == offer) : rows;
        rows = PartnerId is { } partner ? rows.Where(c => c.PartnerId == partner) : rows;
        rows = string.IsNullOrEmpty(code) ? rows : rows.Where(c => c.CouponCode == code || c.Sub3!.ToUpper() == code);
        rows = string.IsNullOrEmpty(OrderId) ? rows : rows.Where(c => c.OrderId == OrderId);
        rows = Status is { } status ? rows.Where(c => c.Status == status) : rows;
        rows = Outcome is { } outcome ? rows.Where(c => c.Outcome == outcome) : rows;
        rows = Basis is { } basis ? rows.Where(c => c.Basis == basis) : rows;
        rows = Flag is { } flag && flag != ConversionFlags.None ? rows.Where(c => (c.Flags & flag) == flag) : rows;
        rows = days.Start is { } start ? rows.Where(c => c.OrderTime >= start) : rows;
        return days.End is { } end ? rows.Where(c => c.OrderTime < end) : rows;
    }
}

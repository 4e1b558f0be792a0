using System.Linq.Expressions;
using CouponPortal.Domain.Conversions;

namespace CouponPortal.Features.Conversions;

/// <summary>Orders without their trace, which is most of a row and which no list shows.</summary>
internal static class Untraced
{
    public static readonly Expression<Func<Conversion, Conversion>> Row = c => new Conversion
    {
        Id = c.Id,
        AdvertiserId = c.AdvertiserId,
        OfferId = c.OfferId,
        PartnerId = c.PartnerId,
        Event = c.Event,
        OrderId = c.OrderId,
        CouponCode = c.CouponCode,
        ClickId = c.ClickId,
        Status = c.Status,
        Amount = c.Amount,
        Reversed = c.Reversed,
        Currency = c.Currency,
        Payout = c.Payout,
        Basis = c.Basis,
        Outcome = c.Outcome,
        Flags = c.Flags,
        CounterfactualPartnerId = c.CounterfactualPartnerId,
        SuppressedPartnerId = c.SuppressedPartnerId,
        Assists = c.Assists,
        OrderTime = c.OrderTime,
        ReceivedAt = c.ReceivedAt,
        Door = c.Door,
        SentCodes = c.SentCodes,
        Sub1 = c.Sub1,
        Sub2 = c.Sub2,
        Sub3 = c.Sub3,
        Sub4 = c.Sub4,
        Sub5 = c.Sub5,
    };
}

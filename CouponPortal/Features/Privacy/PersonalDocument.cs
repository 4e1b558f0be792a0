using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Payouts;

namespace CouponPortal.Features.Privacy;

/// <summary>What a person gets when he asks what is held: everything that is his, and nothing of others.</summary>
public sealed record PersonalDocument(IReadOnlyList<HeldOrder> Orders, IReadOnlyList<HeldClick> Clicks, IReadOnlyList<HeldRequest> Requests, IReadOnlyList<HeldMessage> PartnerMessages)
{
    internal static PersonalDocument Of(HeldData held, PublicIds ids) => new(
        [.. held.Orders.Select(c => new HeldOrder(
            ids.Format(c.Id), c.OrderId, c.Event, c.OrderTime, c.ReceivedAt, c.Status, MoneyText.Plain(c.Amount, c.Currency), c.Currency, c.CouponCode, c.SentCodes, c.ClickId is { } click ? ids.Format(click) : null,
            c.Sub1, c.Sub2, c.Sub3, c.Sub4, c.Sub5, [.. held.Items.Where(i => i.ConversionId == c.Id).Select(i => i.ProductId ?? "")]))],
        [.. held.Clicks.Select(c => new HeldClick(ids.Format(c.Id), c.Time, c.CouponCode, c.Country, c.Device, c.UserAgent, c.Referrer, c.Destination, c.SourceId, c.Sub1, c.Sub2, c.Sub3, c.Sub4, c.Sub5))],
        [.. held.Requests.Select(h => new HeldRequest(ids.Format(h.Id), h.ReceivedAt, h.Door, h.RemoteIp, h.Raw))],
        [.. held.Messages.Select(m => new HeldMessage(EventKey.TimeOf(m.Id), m.Event, m.Body))]);
}

public sealed record HeldOrder(
    string Id, string? OrderId, string Event, DateTime OrderTime, DateTime ReceivedAt, Domain.Conversions.ConversionStatus Status, string Amount, string Currency, string? CouponCode, string SentCodes, string? ClickId,
    string? Sub1, string? Sub2, string? Sub3, string? Sub4, string? Sub5, IReadOnlyList<string> Products);

public sealed record HeldClick(
    string Id, DateTime Time, string? CouponCode, string? Country, string? Device, string? UserAgent, string? Referrer, string? Destination, string? SourceId, string? Sub1, string? Sub2, string? Sub3,
    string? Sub4, string? Sub5);

/// <param name="From">Prefix of the sender's address.</param>
/// <param name="Text">As it came, secrets masked.</param>
public sealed record HeldRequest(string Id, DateTime Time, string Door, string From, string Text);

/// <param name="Text">Of a webhook; the address that was called is the partner's.</param>
public sealed record HeldMessage(DateTime Time, string Event, string? Text);

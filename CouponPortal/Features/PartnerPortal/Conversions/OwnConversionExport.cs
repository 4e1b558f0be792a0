using System.Runtime.CompilerServices;
using CouponPortal.Components.Controls;
using CouponPortal.Data;
using CouponPortal.Data.Catalog;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Clicks;
using CouponPortal.Features.Views;

namespace CouponPortal.Features.PartnerPortal.Conversions;

/// <summary>A partner's own orders as a file.</summary>
public sealed class OwnConversionExport(OwnConversions conversions, Catalog catalog) : IExportSource
{
    private const int Chunk = 2_000;

    private static readonly string[] Columns =
        ["order_time", "order_id", "coupon_code", "reason", "shop", "offer", "event", "status", "amount", "reversed", "payout", "currency", "sub1", "sub2", "sub3", "sub4", "sub5", "click_id", "id"];

    public string Page => "partner/conversions";

    public string Title => "Conversions";

    public async Task<Outcome<ExportTable>> OpenAsync(Actor actor, ReportQuery query, CancellationToken cancel)
    {
        if (actor.Self() is null)
        {
            return new Outcome<ExportTable>.NotFound();
        }

        var (filter, days, book) = await conversions.ReadAsync(actor, query, cancel);
        return days.Errors.Any ? new Outcome<ExportTable>.Invalid(days.Errors) : Outcome.Done(new ExportTable(Columns, RowsAsync(actor, filter, days, book, cancel)));
    }

    /// <summary>Why the order is the partner's, in a word or two.</summary>
    public static string Reason(AttributionBasis basis) => basis switch
    {
        AttributionBasis.ExclusiveCode => "Your exclusive code",
        AttributionBasis.CouponCode => "Your code",
        AttributionBasis.Click => "Your click",
        AttributionBasis.Direct => "Named by the shop",
        AttributionBasis.None => "",
    };

    private static object Cell(string key, OwnConversion c, OwnShopBook book, PublicIds ids) => key switch
    {
        "order_time" => OwnText.Time(c.OrderTime, book.Zone(c.ShopId)),
        "order_id" => c.OrderId ?? "",
        "coupon_code" => c.CouponCode ?? "",
        "reason" => Reason(c.Basis),
        "shop" => book.Shop(c.ShopId),
        "offer" => c.OfferId is null ? "" : book.Offer(c.OfferId),
        "event" => c.Event,
        "status" => Words.Of(c.Status),
        "amount" => OwnText.Money(c.Amount, c.Currency),
        "reversed" => OwnText.Money(c.Reversed, c.Currency),
        "payout" => OwnText.Money(c.Payout, c.Currency),
        "currency" => c.Currency,
        "sub1" => c.Sub1 ?? "",
        "sub2" => c.Sub2 ?? "",
        "sub3" => c.Sub3 ?? c.CouponCode ?? "",
        "sub4" => c.Sub4 ?? "",
        "sub5" => c.Sub5 ?? "",
        "click_id" => c.ClickId is { } click ? ids.Format(click) : "",
        "id" => ids.Format(c.Id),
        _ => throw new InvalidOperationException($"No column {key}."),
    };

    private async IAsyncEnumerable<IReadOnlyList<object>> RowsAsync(Actor actor, OwnConversionFilter filter, OwnDays days, OwnShopBook book, [EnumeratorCancellation] CancellationToken cancel)
    {
        var ids = catalog.Current.Ids;
        long? before = null;
        do
        {
            var slice = await conversions.NewestAsync(actor, filter, days, Chunk, before, cancel);
            foreach (var row in slice.Rows)
            {
                yield return [.. Columns.Select(c => Cell(c, row, book, ids))];
            }

            before = slice.NextAfter;
        }
        while (before is not null);
    }
}

using System.Runtime.CompilerServices;
using CouponPortal.Components.Controls;
using CouponPortal.Components.DataTable;
using CouponPortal.Data;
using CouponPortal.Data.Catalog;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Clicks;
using CouponPortal.Features.Views;

namespace CouponPortal.Features.PartnerPortal.Clicks;

/// <summary>A partner's own clicks as a table and as a file.</summary>
public sealed class OwnClickExport(OwnClicks clicks, Catalog catalog) : IExportSource
{
    private const int Chunk = 2_000;

    public static readonly IReadOnlyList<ReportColumn> Columns =
    [
        new("time", "Time", IsDefault: true),
        new("coupon_code", "Code", IsDefault: true),
        new("offer", "Offer", IsDefault: true),
        new("shop", "Shop"),
        new("outcome", "Outcome", IsDefault: true),
        new("country", "Country", IsDefault: true),
        new("device", "Device", IsDefault: true),
        new("referrer", "From", IsDefault: true),
        new("sub1", "Sub 1"),
        new("sub2", "Sub 2"),
        new("sub3", "Sub 3"),
        new("sub4", "Sub 4"),
        new("sub5", "Sub 5"),
        new("id", "Click id"),
    ];

    public string Page => "partner/clicks";

    public string Title => "Clicks";

    public async Task<Outcome<ExportTable>> OpenAsync(Actor actor, ReportQuery query, CancellationToken cancel)
    {
        if (actor.Self() is null)
        {
            return new Outcome<ExportTable>.NotFound();
        }

        var (filter, days, book) = await clicks.ReadAsync(actor, query, cancel);
        var columns = query.Value("columns") is { } named ? ReportColumn.Shown(named, Columns) : Columns;
        return days.Errors.Any
            ? new Outcome<ExportTable>.Invalid(days.Errors)
            : Outcome.Done(new ExportTable([.. columns.Select(c => c.Key)], RowsAsync(actor, filter, days, book, columns, cancel)));
    }

    /// <summary>What a cell says.</summary>
    public static string Text(string key, OwnClick c, OwnShopBook book, PublicIds ids) => key switch
    {
        "time" => OwnText.Time(c.Time, book.Zone(c.ShopId)),
        "coupon_code" => c.CouponCode ?? "",
        "offer" => c.OfferId is null ? "" : book.Offer(c.OfferId),
        "shop" => c.ShopId is null ? "" : book.Shop(c.ShopId),
        "outcome" => Words.Of(c.Outcome),
        "country" => c.Country ?? "",
        "device" => c.Device ?? "",
        "referrer" => c.Referrer ?? "",
        "sub1" => c.Sub1 ?? "",
        "sub2" => c.Sub2 ?? "",
        "sub3" => c.Sub3 ?? c.CouponCode ?? "",
        "sub4" => c.Sub4 ?? "",
        "sub5" => c.Sub5 ?? "",
        "id" => ids.Format(c.Id),
        _ => throw new InvalidOperationException($"No column {key}."),
    };

    private async IAsyncEnumerable<IReadOnlyList<object>> RowsAsync(
        Actor actor, OwnClickFilter filter, OwnDays days, OwnShopBook book, IReadOnlyList<ReportColumn> columns, [EnumeratorCancellation] CancellationToken cancel)
    {
        var ids = catalog.Current.Ids;
        long? before = null;
        do
        {
            var slice = await clicks.NewestAsync(actor, filter, days, Chunk, before, cancel);
            foreach (var row in slice.Rows)
            {
                yield return [.. columns.Select(c => Text(c.Key, row, book, ids))];
            }

            before = slice.NextAfter;
        }
        while (before is not null);
    }
}

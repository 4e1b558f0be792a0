using System.Globalization;
using System.Security.Claims;
using CouponPortal.Data.Catalog;
using CouponPortal.Data.Identity;
using CouponPortal.Domain;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Payouts;
using CsvHelper;

namespace CouponPortal.Features.Attribution;

/// <summary>The report as a file for a spreadsheet: GET /reports/attribution.csv, for the signed-in person, with the page's filters.</summary>
public static class AttributionReportCsv
{
    public const string Path = "/reports/attribution.csv";

    /// <summary>The API's names, so that a script may read either.</summary>
    public static readonly string[] Headers =
    [
        "conversion_id", "order_id", "order_time", "coupon_code", "credited_partner_id", "counterfactual_partner_id", "suppressed_partner_id", "offer_id", "status",
        "amount", "currency", "payout",
    ];

    // What Excel, LibreOffice or Google Sheets take for the start of a formula, and what they skip before one; the last four are the full-width forms.
    private const string FormulaStarts = "=+-@\t\r\0＝＋－＠";

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet(Path, DownloadAsync).RequireAuthorization();

    /// <summary>A cell that no spreadsheet takes for a formula: a leading apostrophe where its first character could start one.</summary>
    public static string Guard(string? cell) => string.IsNullOrEmpty(cell) ? "" : FormulaStarts.Contains(cell[0]) ? "'" + cell : cell;

    /// <summary>UTF-8 with a byte order mark, without which Excel takes the file for its machine's own encoding.</summary>
    public static async Task WriteAsync(Stream stream, IAsyncEnumerable<AttributionReportRow> rows, PublicIds ids, CancellationToken cancel)
    {
        // The writer's own protection knows ASCII characters alone, so the cells are guarded here.
        await using var csv = CsvWriter.Create(stream, new CsvWriterOptions { WriteByteOrderMark = true }, leaveOpen: true);
        await csv.WriteRecordAsync(Headers, cancel);
        await foreach (var row in rows.WithCancellation(cancel))
        {
            await csv.WriteRecordAsync(Cells(row, ids), cancel);
        }
    }

    private static async Task DownloadAsync(HttpContext http, AttributionReport report, Actors actors, Catalog catalog)
    {
        var cancel = http.RequestAborted;
        var user = int.TryParse(http.User.FindFirstValue(ClaimTypes.NameIdentifier), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0;
        var actor = await actors.OfUserAsync(user, cancel);
        var errors = new FieldErrors();
        var asked = AttributionReportQuery.Read(name => http.Request.Query[name].ToString(), errors);
        if (actor is null || errors.Any || asked is null)
        {
            await Results.Text(actor is null ? "Sign in again." : errors.ToString(), statusCode: actor is null ? 403 : 400).ExecuteAsync(http);
            return;
        }

        if (await report.PrepareAsync(actor, asked, cancel) is not var (_, filter))
        {
            await Results.NotFound().ExecuteAsync(http);
            return;
        }

        http.Response.ContentType = "text/csv; charset=utf-8";
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.ContentDisposition = $"attachment; filename=\"{FileName(filter)}\"";
        await WriteAsync(http.Response.Body, report.AllAsync(actor, filter, cancel), catalog.Current.Ids, cancel);
    }

    private static string FileName(AttributionReportFilter filter) =>
        string.Create(CultureInfo.InvariantCulture, $"attribution-{SnakeCase.Of(filter.Feature)}-{filter.AdvertiserId}-{filter.From:yyyy-MM-dd}-{filter.To:yyyy-MM-dd}.csv");

    private static string[] Cells(AttributionReportRow row, PublicIds ids) =>
    [
        ids.Format(row.ConversionId),
        Guard(row.OrderId),
        row.OrderTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        Guard(row.CouponCode),
        Id(row.CreditedPartnerId),
        Id(row.CounterfactualPartnerId),
        Id(row.SuppressedPartnerId),
        Id(row.OfferId),
        SnakeCase.Of(row.Status),
        MoneyText.Plain(row.Amount, row.Currency),
        row.Currency,
        MoneyText.Plain(row.Payout, row.Currency),
    ];

    private static string Id(int? id) => id?.ToString(CultureInfo.InvariantCulture) ?? "";
}

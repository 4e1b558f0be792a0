using System.Globalization;
using CouponPortal.Domain;
using CouponPortal.Domain.Reports;
using CsvHelper;

namespace CouponPortal.Features.Views.Files;

/// <summary>Rows as a file, written as they are read.</summary>
public static class ExportFile
{
    public static string ContentType(ExportFormat format) => format switch
    {
        ExportFormat.Csv => "text/csv; charset=utf-8",
        ExportFormat.Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    };

    /// <param name="sheet">Of the workbook; plain words.</param>
    /// <param name="rows">A number (int, long, decimal) is one in the file; everything else is text, and text is never a formula.</param>
    public static Task WriteAsync(ExportFormat format, Stream stream, string sheet, IReadOnlyList<string> header, IAsyncEnumerable<IReadOnlyList<object>> rows, CancellationToken cancel) => format switch
    {
        ExportFormat.Csv => CsvAsync(stream, header, rows, cancel),
        ExportFormat.Xlsx => XlsxBook.WriteAsync(stream, sheet, header, rows, cancel),
    };

    /// <summary>UTF-8 with a byte order mark, without which Excel takes the file for its machine's own encoding.</summary>
    private static async Task CsvAsync(Stream stream, IReadOnlyList<string> header, IAsyncEnumerable<IReadOnlyList<object>> rows, CancellationToken cancel)
    {
        await using var csv = CsvWriter.Create(stream, new CsvWriterOptions { WriteByteOrderMark = true }, leaveOpen: true);
        await csv.WriteRecordAsync([.. header], cancel);
        await foreach (var row in rows.WithCancellation(cancel))
        {
            await csv.WriteRecordAsync([.. row.Select(c => c is string text ? SpreadsheetCell.Guard(text) : Convert.ToString(c, CultureInfo.InvariantCulture) ?? "")], cancel);
        }
    }
}

using System.IO.Compression;
using System.Xml.Linq;
using CouponPortal.Domain.Reports;
using CouponPortal.Features.Views;
using CouponPortal.Features.Views.Files;

namespace CouponPortal.Tests.Features.Views;

public sealed class ExportFileTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rows_that_do_not_fit_in_a_sheet_go_on_in_the_next()
    {
        using var file = new MemoryStream();

        await XlsxBook.WriteAsync(file, "Orders", ["id", "name"], RowsAsync(7), Stop, mostRows: 3);

        Assert.Equal(
            [("Orders", "id,0,1,2"), ("Orders 2", "id,3,4,5"), ("Orders 3", "id,6")],
            Read(file).Select(s => (s.Name, string.Join(',', s.Rows.Select(r => r[0])))));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(3, 1)]
    [InlineData(4, 2)]
    public async Task A_sheet_that_is_exactly_full_is_the_last_one(int rows, int sheets)
    {
        using var file = new MemoryStream();

        await XlsxBook.WriteAsync(file, "Orders", ["id", "name"], RowsAsync(rows), Stop, mostRows: 3);

        Assert.Equal(sheets, Read(file).Count);
    }

    [Fact]
    public async Task Text_is_no_formula_and_a_negative_figure_stays_one()
    {
        using var csv = new MemoryStream();

        await ExportFile.WriteAsync(ExportFormat.Csv, csv, "Orders", ["a", "b"], OneAsync("=1+1", -2.50m), Stop);

        Assert.Equal("\uFEFFa,b\r\n'=1+1,-2.50\r\n", System.Text.Encoding.UTF8.GetString(csv.ToArray()));
    }

    [Fact]
    public void View_keeps_filters_and_forgets_where_somebody_stands()
    {
        var query = new ReportQuery("?sub3=SAVE10&page=4&from=&before=12&columns=a,b&view=3");

        Assert.Equal(new ReportQuery("columns=a%2Cb&sub3=SAVE10").Text, query.Text);
        Assert.Equal("SAVE10", query.Value("SUB3"));
        Assert.Null(query.Value("page"));
        Assert.Equal("columns=a,b", Uri.UnescapeDataString(query.Without("sub3").Text));
        Assert.Equal("it's & ü", query.With("sub3", "it's & ü").Value("sub3"));
    }

    private static async IAsyncEnumerable<IReadOnlyList<object>> RowsAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            await Task.Yield();
            yield return [i, $"row {i}"];
        }
    }

    private static async IAsyncEnumerable<IReadOnlyList<object>> OneAsync(params object[] cells)
    {
        await Task.Yield();
        yield return cells;
    }

    private static List<(string Name, List<string[]> Rows)> Read(Stream file)
    {
        using var zip = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true);
        Assert.NotNull(zip.GetEntry("[Content_Types].xml"));
        var names = Part(zip, "xl/workbook.xml").Descendants().Where(e => e.Name.LocalName == "sheet").Select(e => e.Attribute("name")!.Value).ToList();
        return [.. names.Select((name, at) => (name, RowsOf(Part(zip, $"xl/worksheets/sheet{at + 1}.xml"))))];
    }

    private static List<string[]> RowsOf(XDocument sheet) =>
        [.. sheet.Descendants().Where(e => e.Name.LocalName == "row").Select(row => row.Elements().Select(c => c.Value).ToArray())];

    private static XDocument Part(ZipArchive zip, string name)
    {
        using var stream = zip.GetEntry(name)!.Open();
        return XDocument.Load(stream);
    }
}

using System.Diagnostics;
using System.Text;
using CouponPortal.Domain.Conversions;
using CouponPortal.Intake;
using CouponPortal.Intake.Dialects.Feeds;
using CouponPortal.Intake.Dialects.Sheet;

namespace CouponPortal.Tests.Intake.Feeds;

public sealed class SheetOrdersTests
{
    private static readonly DateTime Uploaded = new(2026, 11, 20, 10, 0, 0, DateTimeKind.Utc);
    private static readonly string[] Required = ["promocode", "price"];

    [Fact]
    public void Row_with_code_and_price_alone_gets_an_order_id_of_the_file_and_the_time_of_its_upload()
    {
        var file = TestWorkbook.Of(Required, ["10OFF", "<c><v>19.989999999999998</v></c>"]);

        var first = Facts(Assert.Single(Read(file).Rows));
        var again = Facts(Assert.Single(Read(file).Rows));

        Assert.Matches(@"\A[0-9A-Za-z]{10}-UNIQUE_PROMOCODE\z", first.OrderId);
        Assert.Equal((first.OrderId, Uploaded, "19.99"), (again.OrderId, first.SentTime, first.Items[0].PriceText));
        Assert.Equal(["10OFF"], first.Codes);
        Assert.NotEqual(first.OrderId, SheetOrders.GeneratedId(new(2, "hash", Uploaded), "Orders", 2));
    }

    [Theory]
    [InlineData("promocode,price\n10OFF,20\n")]
    [InlineData("Promo Code;PRICE\r\n10OFF;20")]
    [InlineData("\uFEFFpromocode\tprice\r10OFF\t20\r")]
    [InlineData("sep=;\npromocode;price\n10OFF;20\n")]
    public void Text_is_read_with_any_separator_mark_and_line_end(string text)
    {
        var facts = Facts(Assert.Single(Read(Encoding.UTF8.GetBytes(text), "orders.csv").Rows));

        Assert.Equal(("10OFF", "20"), (Assert.Single(facts.Codes), facts.Items[0].PriceText));
    }

    [Fact]
    public void All_columns_are_read_and_a_spreadsheets_day_is_one()
    {
        string[] header = ["Order ID", " price ", "PROMOCODE", "datetime_action", "currency_code", "uid", "product_id", "quantity", "colour"];
        var row = Assert.Single(Read(TestWorkbook.Of(header, ["A-1", "5", "TEN", "<c><v>45982.5</v></c>", "eur", "abc", "<c><v>31</v></c>", "<c><v>2</v></c>", "red"])).Rows);

        var facts = Facts(row);
        Assert.Equal(("A-1", "EUR", new DateTime(2025, 11, 21, 12, 0, 0, DateTimeKind.Utc)), (facts.OrderId, facts.Currency, facts.SentTime));
        Assert.Equal(new ItemFacts("1", "31", 2, "5"), Assert.Single(facts.Items));
        Assert.Equal(["abc"], facts.ClickIds);
        var mac = Facts(Assert.Single(Read(TestWorkbook.With("<workbookPr date1904=\"1\"/>", "", ["promocode", "price", "date"], ["TEN", "5", "<c><v>44520.5</v></c>"])).Rows));
        Assert.Equal(facts.SentTime, mac.SentTime);
    }

    [Theory]
    [InlineData("<c t='str'><f>HYPERLINK(\"http://x\")</f><v>TEN</v></c>", "5", "formula")]
    [InlineData("TEN", "<c><f t='shared' si='0'/><v>5</v></c>", "formula")]
    [InlineData("=cmd|' /C calc'!A0", "5", "formula")]
    [InlineData("TEN", "<c t='e'><v>#REF!</v></c>", "cell_error")]
    [InlineData("TEN", "", "price_missing")]
    [InlineData("", "5", "promocode_missing")]
    public void Cell_that_cannot_be_trusted_refuses_its_row(string code, string price, string reason)
    {
        var rows = Read(TestWorkbook.Of(Required, [code, price], ["GOOD", "1"])).Rows;

        Assert.Equal(reason, Assert.IsType<Reading.Refused>(rows[0].Reading).Why.Code);
        Assert.IsType<Reading.Order>(rows[1].Reading);
    }

    [Theory]
    [InlineData("<c><v>10</v></c>")]
    [InlineData("<c><v>100000</v></c>")]
    [InlineData("<c s='3'><v>46101</v></c>")]
    public void Code_that_the_spreadsheet_made_a_number_or_a_day_of_is_held(string code)
    {
        var held = Assert.IsType<Reading.Ignored>(Assert.Single(Read(TestWorkbook.Of(Required, [code, "5"])).Rows).Reading);

        Assert.Equal(("code_cell_type", HitVerdict.Held), (held.Code, held.Verdict));
    }

    [Fact]
    public void Order_id_that_lost_digits_is_refused()
    {
        var row = Assert.Single(Read(TestWorkbook.Of(["promocode", "price", "order_id"], ["TEN", "5", "<c><v>1.23457E+15</v></c>"])).Rows);

        Assert.Equal("precision", Assert.IsType<Reading.Refused>(row.Reading).Why.Code);
    }

    [Fact]
    public void Rows_of_one_order_with_products_join_and_with_two_amounts_are_held()
    {
        var rows = Read(TestWorkbook.Of(
            ["promocode", "price", "order_id", "product_id"],
            ["TEN", "5", "joined", "a"], ["TEN", "7", "joined", "b"], ["TEN", "5", "odd", ""], ["TEN", "6", "odd", ""], ["TEN", "5", "same", ""], ["TEN", "5", "same", ""])).Rows;

        Assert.Equal(["5", "7"], Facts(rows[0]).Items.Select(i => i.PriceText));
        Assert.Equal(0, rows[1].PartOf);
        Assert.All(rows.Skip(2).Take(2), r => Assert.Equal("conflict_in_file", Assert.IsType<Reading.Ignored>(r.Reading).Code));
        Assert.All(rows.Skip(4), r => Assert.IsType<Reading.Order>(r.Reading));
    }

    [Theory]
    [InlineData("promocode,price\n\"TEN,5\nA,1\n", "malformed")]
    [InlineData("promocode,price\nTE\"N,5\n", "malformed")]
    [InlineData("promocode,price\nTEN,5,6\n", "field_count")]
    [InlineData("promocode\nTEN\n", "missing_column")]
    [InlineData("a,b\n1,2\n", "missing_column")]
    [InlineData("promocode,price,Promo Code\nTEN,5,TEN\n", "repeated_column")]
    [InlineData("promocode,price\n", "no_rows")]
    [InlineData("promocode,price\nT\0N,5\n", "encoding")]
    public void Malformed_text_is_refused_whole(string text, string code) => Assert.Equal(code, Read(Encoding.UTF8.GetBytes(text), "orders.csv").Why?.Code);

    [Fact]
    public void File_of_another_kind_is_refused_by_its_first_bytes()
    {
        Assert.Equal("empty", Read([]).Why?.Code);
        Assert.Equal("type", Read([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]).Why?.Code);
        Assert.Equal("type", Read("promocode,price\nTEN,5\n"u8.ToArray(), "orders.xlsx").Why?.Code);
        Assert.Equal("type", Read(TestWorkbook.Zip(("a.txt", "b"))).Why?.Code);
        Assert.Equal("type", Read(TestWorkbook.Zip([.. TestWorkbook.Frame("", ""), ("xl/vbaProject.bin", "x")])).Why?.Code);
        Assert.Equal("encoding", Read([.. "promocode,price\nT"u8, 0xE9, .. "N,5\n"u8], "orders.csv").Why?.Code);
        var whole = TestWorkbook.Of(Required, ["TEN", "5"]);
        Assert.Equal("corrupt", Read(whole[..(whole.Length / 2)]).Why?.Code);
    }

    [Fact]
    public void Workbook_with_no_two_or_hidden_sheets_or_a_header_elsewhere_is_refused_with_what_was_found()
    {
        const string Visible = "<sheet name=\"Orders\" sheetId=\"1\" r:id=\"rId1\"/>";
        Assert.Equal("sheets", Read(TestWorkbook.Zip(TestWorkbook.Frame("", ""))).Why?.Code);
        Assert.Contains("“Orders”", Read(TestWorkbook.Zip(TestWorkbook.Frame("", Visible + Visible))).Why?.Message, StringComparison.Ordinal);
        Assert.Equal("sheets", Read(TestWorkbook.Zip(TestWorkbook.Frame("", "<sheet name=\"Orders\" state=\"hidden\" r:id=\"rId1\"/>"))).Why?.Code);
        Assert.Equal("empty", Read(TestWorkbook.Of()).Why?.Code);
        Assert.Contains("row 3", Read(TestWorkbook.Of([], [], Required, ["TEN", "5"])).Why?.Message, StringComparison.Ordinal);
        Assert.Equal("merged_header", Read(TestWorkbook.With("", "<mergeCells><mergeCell ref=\"A1:B1\"/></mergeCells>", Required, ["TEN", "5"])).Why?.Code);
        Assert.Equal("repeated_column", Read(TestWorkbook.Of(["promocode", "price", "price"], ["TEN", "5", "6"])).Why?.Code);
        const string Far = "<worksheet><sheetData><row r=\"1\"><c r=\"XFD1\"><v>1</v></c></row></sheetData></worksheet>";
        Assert.Equal("too_many_columns", Read(TestWorkbook.Zip([.. TestWorkbook.Frame("", Visible), (TestWorkbook.Sheet, Far)])).Why?.Code);
    }

    [Theory]
    [InlineData(false, "too_large")]
    [InlineData(true, "corrupt")]
    public void Bomb_is_refused_within_the_bounds_of_memory_and_time(bool lies, string code)
    {
        var file = TestWorkbook.Bomb(lies);
        var (before, clock) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.StartNew());

        var why = Read(file).Why;

        Assert.Equal(code, why?.Code);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64L * 1024 * 1024);
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(2));
    }

    [Fact]
    public void Sheet_that_was_formatted_to_its_end_is_refused()
    {
        var sheet = "<worksheet><sheetData>" + string.Concat(Enumerable.Repeat("<row/>", 150_000)) + "</sheetData></worksheet>";

        Assert.Equal("too_many_rows", Read(TestWorkbook.Zip([.. TestWorkbook.Frame("", "<sheet name=\"O\" r:id=\"rId1\"/>"), (TestWorkbook.Sheet, sheet)])).Why?.Code);
    }

    private static OrderFacts Facts(FeedRow row) => Assert.IsType<Reading.Order>(row.Reading).Facts;

    private static FeedDocument Read(byte[] file, string name = "orders.xlsx")
    {
        var (table, why) = OrderSheet.Read(file, name);
        return table is null ? FeedDocument.Refused(why!) : SheetOrders.Of(table, new(1, "hash", Uploaded));
    }
}

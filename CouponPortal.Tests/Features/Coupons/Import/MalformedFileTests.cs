using System.Text;
using CouponPortal.Data;
using CouponPortal.Features.Coupons.Import.Files;
using CouponPortal.Tests.Api;
using CouponPortal.Tests.Support;
using static CouponPortal.Tests.Support.PortalNetwork;

namespace CouponPortal.Tests.Features.Coupons.Import;

/// <summary>Files that are refused as a whole: a code, a line, a column, and no row applied.</summary>
public sealed class MalformedFileTests(SharedPortals portals)
{
    private const string Header = "offer_id,affiliate_id,coupon_code,status,notes";

    public static TheoryData<string, string, int?, int?> Broken => new()
    {
        { $"{Header}\n10,5,BROKEN1,active,x\n10,5,BROKEN2,active,\"never closed\n10,5,BROKEN3,active,y\n", "malformed", 3, 21 },
        { $"{Header}\n10,5,BROKEN1,active,x\n10,5,BROKEN2,active,5\" wide\n", "malformed", 3, 22 },
        { $"{Header}\r\n10,5,BROKEN1,active,\"a\r\nb\"\r\n10,5,BROKEN2,active,\"x\"y\r\n", "malformed", 4, 24 },
        { $"{Header}\n10,5,BROKEN1,active,x\n10,5,BROKEN2,active\n", "field_count", 3, 1 },
        { $"{Header}\n10,5,BROKEN1,active,x\n10,5,BROKEN2,active,one,two\n", "field_count", 3, 1 },
        { "", "empty", null, null },
        { "\n\n", "empty", null, null },
        { $"{Header}\n", "no_rows", null, null },
        { $"{Header}\n,,,,\n", "no_rows", null, null },
        { "10,5,BROKEN1,active,x\n10,5,BROKEN2,active,x\n", "no_header", 1, null },
        { $"{Header},Coupon Code\n10,5,BROKEN1,active,x,y\n", "repeated_column", 1, null },
        { $"{Header},coupon_code\n10,5,BROKEN1,active,x,y\n", "repeated_column", 1, null },
        { $"{Header},colour\n10,5,BROKEN1,active,x,red\n", "unknown_column", 1, null },
        { "offer_id,affiliate_id,coupon_code,notes\n10,5,BROKEN1,x\n", "missing_column", 1, null },
        { "offer_id,affiliate_id,status,notes\n10,5,active,x\n", "missing_column", 1, null },
    };

    [Theory, MemberData(nameof(Broken))]
    public async Task Malformed_file_names_line_and_column_and_no_row_is_applied(string csv, string code, int? line, int? column)
    {
        var host = await portals.OnAsync(DatabaseProvider.Sqlite);

        var answer = await host.UploadAsync(Manager, csv, ("mode", "add"));

        Assert.Equal((400, code), (answer.Status, answer.Code));
        Assert.Equal((line, column), (Number(answer, "line"), Number(answer, "column")));
        Assert.DoesNotContain("BROKEN2", answer.Text, StringComparison.Ordinal);
        Assert.Equal(0, (await host.GetAsync(Manager, "coupons?code=BROKEN1")).Json.GetProperty("data").GetArrayLength());
    }

    [Fact]
    public async Task Columns_that_are_wrong_are_named()
    {
        var host = await portals.OnAsync(DatabaseProvider.Sqlite);

        var answer = await host.UploadAsync(Manager, "offer_id,Coupon Code,colour,size,notes,note,coupon_code\n10,A,B,C,D,E,F\n", ("mode", "add"));

        foreach (var named in (string[])["Coupon Code", "colour", "size", "affiliate_id", "status"])
        {
            Assert.Contains(named, answer.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Unknown_columns_are_left_out_when_the_sender_says_so()
    {
        var host = await portals.OnAsync(DatabaseProvider.Sqlite);

        var answer = await host.UploadAsync(Manager, $"{Header},colour\n10,5,IGNORED1,active,x,red\n", ("mode", "add"), ("ignore_unknown_columns", "true"), ("dry_run", "true"));

        Assert.Equal("1 0 0 0", answer.Counts());
    }

    [Fact]
    public async Task Bytes_that_are_no_text_are_refused_where_they_stand()
    {
        var host = await portals.OnAsync(DatabaseProvider.Sqlite);
        byte[] latin1 = [.. Encoding.UTF8.GetBytes($"{Header}\n10,5,CAFE1,active,né\n10,5,CAFE2,active,caf"), 0xE9, .. "\n"u8];

        var answer = await host.UploadAsync(Manager, latin1, ("mode", "add"));

        Assert.Equal((400, "encoding", 3, 22), (answer.Status, answer.Code, Number(answer, "line"), Number(answer, "column")));
        Assert.Contains("UTF-8", answer.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Windows_1252_is_taken_when_somebody_says_so()
    {
        var host = await portals.OnAsync(DatabaseProvider.Sqlite);
        byte[] latin1 = [.. Encoding.UTF8.GetBytes($"{Header}\n10,5,CAFE3,active,caf"), 0xE9, .. " "u8, 0x80, .. "\n"u8];

        Assert.Equal("1 0 0 0", (await host.UploadAsync(Manager, latin1, ("mode", "add"), ("encoding", "windows1252"))).Counts());

        Assert.Equal("café €", (await host.GetAsync(Manager, "coupons?code=CAFE3")).Json.GetProperty("data")[0].GetProperty("internal_note").GetString());
    }

    public static TheoryData<string, byte[]> Encoded => new()
    {
        { "BOMONE", Encoding.UTF8.GetPreamble() },
        { "BOMTWO", Encoding.Unicode.GetPreamble() },
        { "BOMTHREE", Encoding.BigEndianUnicode.GetPreamble() },
    };

    [Theory, MemberData(nameof(Encoded))]
    public async Task Byte_order_marks_say_the_encoding(string code, byte[] mark)
    {
        var host = await portals.OnAsync(DatabaseProvider.Sqlite);
        Encoding encoding = mark switch { [0xFF, ..] => Encoding.Unicode, [0xFE, ..] => Encoding.BigEndianUnicode, _ => Encoding.UTF8 };

        var answer = await host.UploadAsync(Manager, [.. mark, .. encoding.GetBytes($"{Header}\n10,5,{code},active,größer 🎉\n")], ("mode", "add"));

        Assert.Equal("1 0 0 0", answer.Counts());
        Assert.Equal("größer 🎉", (await host.GetAsync(Manager, $"coupons?code={code}")).Json.GetProperty("data")[0].GetProperty("internal_note").GetString());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task UTF_16_without_a_mark_or_cut_in_half_is_refused(bool marked)
    {
        var host = await portals.OnAsync(DatabaseProvider.Sqlite);
        byte[] half = [0x00, 0xD8];

        var answer = await host.UploadAsync(Manager, [.. marked ? Encoding.Unicode.GetPreamble() : [], .. Encoding.Unicode.GetBytes($"{Header}\n10,5,HALF1,active,"), .. half, .. Encoding.Unicode.GetBytes("\n")], ("mode", "add"));

        Assert.Equal((400, "encoding"), (answer.Status, answer.Code));
    }

    [Theory]
    [InlineData(';')]
    [InlineData('\t')]
    [InlineData('|')]
    public async Task Separator_is_the_one_with_which_the_header_matches(char separator)
    {
        var host = await portals.OnAsync(DatabaseProvider.Sqlite);
        var csv = $"{Header.Replace(',', separator)}\n10{separator}5{separator}SEPARATE{(int)separator}{separator}active{separator}a, b, c, d, e, f\n";

        var answer = await host.UploadAsync(Manager, csv, ("mode", "add"), ("dry_run", "true"));

        Assert.Equal(("1 0 0 0", $"{separator}"), (answer.Counts(), answer.Json.GetProperty("separator").GetString()));
    }

    [Theory]
    [InlineData("\r")]
    [InlineData("\r\n")]
    [InlineData("\n")]
    [InlineData("mixed")]
    public async Task Every_kind_of_line_end_is_read_also_without_the_last_one(string end)
    {
        var host = await portals.OnAsync(DatabaseProvider.Sqlite);
        string[] ends = end == "mixed" ? ["\r\n", "\r", "\n"] : [end, end, end];
        var mark = string.Concat(end.Select(c => $"{(int)c}"));

        var answer = await host.UploadAsync(Manager, $"{Header}{ends[0]}10,5,END{mark}A,active,\"a{ends[1]}b\"{ends[1]}10,5,END{mark}B,active,x{ends[2]}{ends[2]}10,5,END{mark}C,active,x", ("mode", "add"), ("dry_run", "true"));

        Assert.Equal("3 0 0 0", answer.Counts());
        Assert.Equal([2, 4, 6], answer.Json.GetProperty("rows").EnumerateArray().Select(r => r.GetProperty("line").GetInt32()).Order());
    }

    [Fact]
    public async Task Hint_of_Excel_and_rows_of_nothing_are_passed_over()
    {
        var host = await portals.OnAsync(DatabaseProvider.Sqlite);

        var answer = await host.UploadAsync(Manager, $"sep=;\r\n{Header.Replace(',', ';')}\r\n10;5;EXCEL1;active;x\r\n;;;;\r\n", ("mode", "add"), ("dry_run", "true"));

        Assert.Equal("1 0 0 0", answer.Counts());
        Assert.Equal("created", answer.Said(3));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"")]
    public async Task Endless_cell_is_refused_early_and_costs_little_memory(string quote)
    {
        var path = Path.GetTempFileName();
        try
        {
            await using (var file = new StreamWriter(path))
            {
                await file.WriteAsync($"{Header}\n10,5,LONG1,active,x\n10,5,LONG2,active,{quote}");
                var chunk = new string('x', 1024 * 1024);
                for (var i = 0; i < 50; i++)
                {
                    await file.WriteAsync(chunk);
                }
            }

            var before = GC.GetAllocatedBytesForCurrentThread();
            var error = Assert.Throws<FileFaultException>(() =>
            {
                using var rows = new CsvRows(path, FileHeader.Read(path));
                while (rows.Read())
                {
                    // Until it is refused.
                }
            });

            Assert.Equal(("field_too_long", 3L), (error.Fault.Code, error.Fault.Line));
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 5 * 1024 * 1024);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task Form_that_is_none_or_has_no_file_or_no_mode_is_refused()
    {
        var host = await portals.OnAsync(DatabaseProvider.Sqlite);

        var json = await host.SendAsync(Manager, HttpMethod.Post, "coupons/bulk", "{}");
        using var empty = new MultipartFormDataContent { { new StringContent("add"), "mode" } };
        var without = await host.SendAsync(Manager, HttpMethod.Post, "coupons/bulk", empty);
        var modeless = await host.UploadAsync(Manager, $"{Header}\n10,5,NOMODE,active,x\n");
        var odd = await host.UploadAsync(Manager, $"{Header}\n10,5,NOMODE,active,x\n", ("mode", "both"), ("dry_run", "maybe"), ("colour", "red"));

        Assert.Equal((415, "content_type"), (json.Status, json.Code));
        Assert.Equal((400, "file"), (without.Status, without.Fields));
        Assert.Equal((400, "mode"), (modeless.Status, modeless.Fields));
        Assert.Equal((400, "colour,dry_run,mode"), (odd.Status, odd.Fields));
    }

    private static int? Number(ApiAnswer answer, string name) =>
        answer.Json.TryGetProperty(name, out var value) && value.ValueKind == System.Text.Json.JsonValueKind.Number ? value.GetInt32() : null;
}

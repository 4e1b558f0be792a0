using System.IO.Compression;
using System.Text;
using System.Xml.Linq;
using CouponPortal.Data;
using CouponPortal.Domain.Coupons;
using CouponPortal.Features.Coupons;
using CouponPortal.Features.Coupons.Export;
using CouponPortal.Features.Coupons.Import.Columns;
using CouponPortal.Features.Coupons.Import.Files;
using CouponPortal.Domain.Reports;
using CouponPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using static CouponPortal.Tests.Features.Coupons.CouponWorld;

namespace CouponPortal.Tests.Features.Coupons.Export;

public sealed class CouponExportTests
{
    private static readonly string[] Texts =
        ["=1+1", "+49", "-5", "@SUM(A1)", "\tx", "\rx", "＝1", "'=1", "''=1", "'quoted'", "it's", "a,b;c", "\"q\"", "two\r\nlines", "  blanks  ", "<b>&amp;</b>", "_x0041_", "Ünïcode 🎁"];

    [Theory, BothEngines]
    public async Task Csv_read_as_an_update_changes_nothing(DatabaseProvider engine)
    {
        await using var world = await FilledAsync(engine);

        var rows = Csv(await WrittenAsync(world, ExportFormat.Csv, new()));

        Assert.Equal(ExportedCoupon.Columns, rows[0]);
        var reader = new RowReader(ColumnMatch.Of(rows[0]), CouponBatchKind.Update, null);
        var stored = await world.ReadAsync(db => db.Coupons.AsNoTracking().Include(c => c.Partners).OrderBy(c => c.Id).ToListAsync());
        Assert.Equal(stored.Count + 1, rows.Count);
        foreach (var (coupon, cells) in stored.Zip(rows.Skip(1)))
        {
            var entry = reader.Read(new WorkbenchRow(1, cells, null, ""), new Dictionary<string, IReadOnlyList<int>>(StringComparer.Ordinal));
            Assert.Null(entry.Faults);
            Assert.Equal(coupon.Id, entry.CouponId);
            var draft = CouponDraft.Of(coupon);
            Assert.True(draft.SameAs(entry.Apply(draft)), $"{coupon.Code}: {draft} {entry.Apply(draft)}");
        }
    }

    [Fact]
    public async Task No_cell_of_the_csv_begins_like_a_formula()
    {
        await using var world = await FilledAsync(DatabaseProvider.Sqlite);

        var rows = Csv(await WrittenAsync(world, ExportFormat.Csv, new()));

        Assert.DoesNotContain(rows.SelectMany(r => r), cell => cell.Length > 0 && "=+-@\t\r＝＋－＠".Contains(cell[0], StringComparison.Ordinal));
    }

    [Fact]
    public async Task Sheet_has_numbers_for_ids_and_text_for_everything_else()
    {
        await using var world = await FilledAsync(DatabaseProvider.Sqlite);

        using var zip = new ZipArchive(new MemoryStream(await WrittenAsync(world, ExportFormat.Xlsx, new())));
        await using var part = await zip.GetEntry("xl/worksheets/sheet1.xml")!.OpenAsync(TestContext.Current.CancellationToken);
        var sheet = XElement.Load(part, LoadOptions.PreserveWhitespace);
        XNamespace main = sheet.Name.Namespace;
        var rows = sheet.Descendants(main + "row").Select(r => r.Elements(main + "c").ToList()).ToList();

        Assert.Equal(ExportedCoupon.Columns, rows[0].Select(c => c.Value));
        Assert.Equal(Texts.Length + 3, rows.Count);
        Assert.All(rows.Skip(1), row => Assert.Equal(row[0].Element(main + "v")!.Value, row[0].Value));
        Assert.Equal("=1+1", rows[1][9].Value);
        Assert.Equal("inlineStr", rows[1][9].Attribute("t")!.Value);
        Assert.Contains(rows, row => row[9].Value == "_x005F_x0041_");
        Assert.DoesNotContain(sheet.Descendants(), e => e.Name == main + "f");
    }

    [Fact]
    public async Task Export_has_what_the_filter_or_the_selection_has_and_nothing_foreign()
    {
        await using var world = await FilledAsync(DatabaseProvider.Sqlite);
        var several = (await world.List.FindAsync(Manager, new(Code: "SEVERAL"), new PageRequest())).Rows[0].Coupon.Id;

        Assert.Equal(["SEVERAL"], Csv(await WrittenAsync(world, ExportFormat.Csv, new(Ids: [several]))).Skip(1).Select(r => r[3]));
        Assert.Equal(["POOLED"], Csv(await WrittenAsync(world, ExportFormat.Csv, new(Unassigned: true))).Skip(1).Select(r => r[3]));
        foreach (var actor in (CouponPortal.Domain.Accounts.Actor[])[Stranger, PartnerUser])
        {
            var rows = Done(await new CouponExport(world.Database, world.Catalog, world.Time).PrepareAsync(actor, new(Ids: [several]), ExportFormat.Csv));
            Assert.Equal(0, await rows.CountAsync(TestContext.Current.CancellationToken));
        }
    }

    private static async Task<byte[]> WrittenAsync(CouponWorld world, ExportFormat format, CouponFilter filter)
    {
        using var file = new MemoryStream();
        var rows = Done(await new CouponExport(world.Database, world.Catalog, world.Time).PrepareAsync(Manager, filter, format));
        await CouponExport.WriteAsync(format, file, rows, TestContext.Current.CancellationToken);
        return file.ToArray();
    }

    /// <summary>RFC 4180, read apart from the library that wrote it.</summary>
    private static List<List<string>> Csv(byte[] file)
    {
        var text = Encoding.UTF8.GetString(file).TrimStart('\uFEFF');
        var (rows, row, cell, quoted) = (new List<List<string>>(), new List<string>(), new StringBuilder(), false);
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '"' when quoted && i + 1 < text.Length && text[i + 1] == '"':
                    cell.Append(text[++i]);
                    break;
                case '"':
                    quoted = !quoted;
                    break;
                case ',' when !quoted:
                    Cut();
                    break;
                case '\r' when !quoted:
                    break;
                case '\n' when !quoted:
                    Cut();
                    rows.Add(row);
                    row = [];
                    break;
                default:
                    cell.Append(text[i]);
                    break;
            }
        }

        return rows;

        void Cut()
        {
            row.Add(cell.ToString());
            cell.Clear();
        }
    }

    private static async Task<CouponWorld> FilledAsync(DatabaseProvider engine)
    {
        var world = await NewAsync(engine);
        for (var i = 0; i < Texts.Length; i++)
        {
            await world.CreatedAsync(Draft($"Text{i:D2}", Ann) with { InternalNote = Texts[i], EndDate = i % 2 == 0 ? new(2026, 12, 31) : null });
        }

        await world.ChangeAsync(async db =>
        {
            // As stored by whatever way: saving itself may trim.
            foreach (var coupon in await db.Coupons.OrderBy(c => c.Id).ToListAsync())
            {
                coupon.Description = Texts[int.Parse(coupon.Code[4..], null)];
            }
        });
        await world.CreatedAsync(Draft("SEVERAL", Ann, Ben) with { Status = CouponStatus.Paused });
        await world.CreatedAsync(Draft("POOLED") with { StartDate = new(2026, 1, 1) });
        return world;
    }
}

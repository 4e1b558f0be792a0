using CouponPortal.Data;
using CouponPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Tests.Data.Audit;

public sealed class DataMapTests
{
    [Fact]
    public async Task Every_table_is_in_the_data_map_and_the_map_has_no_others()
    {
        await using var test = await TestDatabase.CreateAsync(DatabaseProvider.Sqlite);
        await using var db = test.Db();
        var tables = db.Model.GetEntityTypes().Select(e => e.GetTableName()!).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

        var rows = (await File.ReadAllLinesAsync(Document(), TestContext.Current.CancellationToken)).Where(l => l.StartsWith("| `", StringComparison.Ordinal)).Select(l => l.Split('`')[1]);

        Assert.Equal(tables, rows.Order(StringComparer.Ordinal));
    }

    private static string Document()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (Path.Combine(folder.FullName, "docs", "privacy.md") is var path && File.Exists(path))
            {
                return path;
            }
        }

        throw new InvalidOperationException("docs/privacy.md was not found above the tests.");
    }
}

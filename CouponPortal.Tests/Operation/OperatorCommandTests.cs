using CouponPortal.Data;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Clicks;
using CouponPortal.Hosting;
using CouponPortal.Hosting.Commands;
using CouponPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;

namespace CouponPortal.Tests.Operation;

/// <summary>backup, restore and copy-to-postgres, on the demo network: every table has rows.</summary>
public sealed class OperatorCommandTests
{
    [Fact]
    public async Task Backup_beside_a_running_portal_is_whole_and_restores_to_the_same_rows()
    {
        await using var host = PortalHost.With(("Demo:Enabled", "true"));
        using var visitor = host.Visitor();
        await visitor.GetAsync(new Uri("/healthz/live", UriKind.Relative), TestContext.Current.CancellationToken);
        var folder = Directory.CreateTempSubdirectory("couponportal-backup-").FullName;
        try
        {
            var (file, target) = (Path.Combine(folder, "copy.db"), Path.Combine(folder, "new", "portal.db"));
            await using (var db = host.Db())
            {
                Assert.Equal(0, await BackupCommand.RunAsync((Database)Service(host, typeof(Database)), file));
                await Assert.ThrowsAsync<StartRefusedException>(() => BackupCommand.RunAsync((Database)Service(host, typeof(Database)), file));
                await using var other = new Database(DatabaseProvider.Sqlite, "Data Source=" + target);
                Assert.Equal(0, await RestoreCommand.RunAsync(other, file));
                await using var restored = other.CreateDbContext();
                Assert.Equal(await db.Coupons.OrderBy(c => c.Id).Select(c => c.Code).ToListAsync(), await restored.Coupons.OrderBy(c => c.Id).Select(c => c.Code).ToListAsync());
                Assert.Equal(await db.Conversions.SumAsync(c => c.Amount), await restored.Conversions.SumAsync(c => c.Amount));
                await Assert.ThrowsAsync<StartRefusedException>(() => RestoreCommand.RunAsync(other, file));
                var running = await Assert.ThrowsAsync<StartRefusedException>(() => RestoreCommand.RunAsync((Database)Service(host, typeof(Database)), file));
                Assert.Contains("Another process", running.Message, StringComparison.Ordinal);
            }

            if (!OperatingSystem.IsWindows())
            {
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
            }

            await DamageAsync(file);
            await using var third = new Database(DatabaseProvider.Sqlite, "Data Source=" + Path.Combine(folder, "third", "portal.db"));
            await Assert.ThrowsAsync<StartRefusedException>(() => RestoreCommand.RunAsync(third, file));
            Assert.False(File.Exists(Path.Combine(folder, "third", "portal.db")));
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Copy_to_PostgreSQL_has_every_row_of_every_table_and_new_ids_lie_above_them()
    {
        var folder = Directory.CreateTempSubdirectory("couponportal-copy-").FullName;
        try
        {
            var sqlite = Path.Combine(folder, "portal.db");
            await using (var host = PortalHost.With(("Demo:Enabled", "true")))
            {
                using var visitor = host.Visitor();
                await visitor.GetAsync(new Uri("/healthz/live", UriKind.Relative), TestContext.Current.CancellationToken);
                await BackupCommand.RunAsync((Database)Service(host, typeof(Database)), sqlite);
            }

            await using var source = new Database(DatabaseProvider.Sqlite, "Data Source=" + sqlite);
            var connection = await (await PostgresCluster.SharedAsync()).CreateDatabaseAsync();
            var settings = new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create<string, string?>(CopyCommand.Setting, connection)]).Build();

            Assert.Equal(0, await CopyCommand.RunAsync(source, settings));

            await using var target = new Database(DatabaseProvider.Postgres, connection);
            await using var db = source.CreateDbContext();
            await using var copy = target.CreateDbContext();
            Assert.Equal(await db.Coupons.OrderBy(c => c.Id).Select(c => c.Code).ToListAsync(), await copy.Coupons.OrderBy(c => c.Id).Select(c => c.Code).ToListAsync());
            Assert.Equal(await db.Conversions.SumAsync(c => c.Payout), await copy.Conversions.SumAsync(c => c.Payout));
            Assert.Equal(await db.AuditRows.OrderBy(r => r.Id).Select(r => r.Hash).ToListAsync(), await copy.AuditRows.OrderBy(r => r.Id).Select(r => r.Hash).ToListAsync());
            var added = new Advertiser { Name = "After" };
            copy.Advertisers.Add(added);
            await copy.SaveChangesAsync();
            Assert.True(added.Id > await db.Advertisers.MaxAsync(a => a.Id));
            var again = await Assert.ThrowsAsync<StartRefusedException>(() => CopyCommand.RunAsync(source, settings));
            Assert.Contains("not empty", again.Message, StringComparison.Ordinal);
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Copy_to_PostgreSQL_stores_nothing_when_one_value_cannot_be_held()
    {
        await using var test = await TestDatabase.CreateAsync(DatabaseProvider.Sqlite);
        await test.AddAsync(new Advertiser { Name = "Shop" }, new Click { Id = 1, AdvertiserId = 1, Sub1 = "a\0b" });
        await using var target = new Database(DatabaseProvider.Postgres, await (await PostgresCluster.SharedAsync()).CreateDatabaseAsync());

        var refused = await Assert.ThrowsAsync<StartRefusedException>(() => new PostgresCopy(test.Database, target).RunAsync(_ => { }, TestContext.Current.CancellationToken));

        Assert.Contains("clicks.sub1", refused.Message, StringComparison.Ordinal);
        await using var db = target.CreateDbContext();
        Assert.False(await db.Advertisers.AnyAsync());
    }

    private static object Service(PortalHost host, Type type) => host.Services.GetService(type)!;

    private static async Task DamageAsync(string file)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite);
        var noise = new byte[8192];
        Array.Fill(noise, (byte)0xA5);
        stream.Position = stream.Length / 2 / 4096 * 4096;
        await stream.WriteAsync(noise);
    }
}

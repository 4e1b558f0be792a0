using System.Net;
using System.Net.Http.Headers;
using CouponPortal.Data;
using CouponPortal.Domain.Accounts;
using CouponPortal.Features.Accounts;
using CouponPortal.Hosting;
using CouponPortal.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace CouponPortal.Tests.Hosting;

public sealed class BootstrapTests
{
    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task Api_key_of_the_settings_opens_the_api_and_another_does_not(string engine)
    {
        await using var host = await PortalHost.OnAsync(engine);
        using var script = host.Visitor();
        script.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", PortalHost.ApiKey);

        using var admitted = await script.GetAsync(new Uri("/api/v1/advertisers", UriKind.Relative));
        script.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", PortalHost.ApiKey + "x");
        using var stranger = await script.GetAsync(new Uri("/api/v1/advertisers", UriKind.Relative));

        Assert.Equal(HttpStatusCode.OK, admitted.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, stranger.StatusCode);
        Assert.Equal("application/problem+json", stranger.Content.Headers.ContentType?.MediaType);
        await using var db = await host.Services.GetRequiredService<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync();
        Assert.Equal(32, (await db.NetworkStates.SingleAsync()).IdKey.Length);
        Assert.DoesNotContain(PortalHost.ApiKey, (await db.ApiKeys.SingleAsync()).Hash, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Set_up_link_makes_the_first_admin_and_is_used_up_then()
    {
        await using var host = PortalHost.With(("Bootstrap:AdminEmail", ""), ("Bootstrap:AdminPassword", ""));
        using var visitor = host.Visitor();
        string token;
        await using (var scope = host.Services.CreateAsyncScope())
        {
            token = await scope.ServiceProvider.GetRequiredService<FirstAdmin>().TokenAsync();
        }

        var wrong = await visitor.GetStringAsync(new Uri("/account/set-up?token=" + new string('0', 40), UriKind.Relative));
        Assert.Contains("This link is used up", wrong, StringComparison.Ordinal);

        var link = "/account/set-up?token=" + token;
        using var made = await visitor.SendFormAsync(link, "set-up", ("Email", "first@network.example"), ("Password", PortalHost.AdminPassword));
        Assert.Equal(HttpStatusCode.Redirect, made.StatusCode);
        Assert.Contains("first@network.example", await visitor.GetStringAsync(new Uri("/", UriKind.Relative)), StringComparison.Ordinal);

        Assert.Contains("This link is used up", await host.Visitor().GetStringAsync(new Uri(link, UriKind.Relative)), StringComparison.Ordinal);
        await using var db = await host.Services.GetRequiredService<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync();
        Assert.Equal(Role.NetworkAdmin, (await db.Users.SingleAsync()).Role);
    }

    [Fact]
    public async Task Second_process_on_one_sqlite_file_is_refused_until_the_first_ends()
    {
        var folder = Directory.CreateTempSubdirectory("couponportal-lock-").FullName;
        await using var database = new Database(DatabaseProvider.Sqlite, new SqliteConnectionStringBuilder { DataSource = Path.Combine(folder, "portal.db") }.ToString());
        using (var first = StartOf(database))
        {
            await first.RunAsync();
            AssertOwnersAlone(folder);
            using var second = StartOf(database);

            var refusal = await Assert.ThrowsAsync<StartRefusedException>(() => second.RunAsync());

            Assert.Contains("Another process is using", refusal.Message, StringComparison.Ordinal);
            Assert.False(second.Done);
        }

        using var third = StartOf(database);
        await third.RunAsync();
        Assert.True(third.Done);
        SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    private static void AssertOwnersAlone(string folder)
    {
        foreach (var file in Directory.GetFiles(folder))
        {
            if (!OperatingSystem.IsWindows())
            {
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
            }
        }
    }

    [Fact]
    public async Task Sqlite_file_of_another_program_is_refused()
    {
        var folder = Directory.CreateTempSubdirectory("couponportal-alien-").FullName;
        await using var database = new Database(DatabaseProvider.Sqlite, new SqliteConnectionStringBuilder { DataSource = Path.Combine(folder, "portal.db") }.ToString());
        await using (var connection = await database.OpenAsync())
        await using (var command = connection.CreateCommand())
        {
            command.CommandText = "PRAGMA application_id=42; CREATE TABLE theirs (id INTEGER);";
            await command.ExecuteNonQueryAsync();
        }

        using var start = StartOf(database);
        await Assert.ThrowsAsync<StartRefusedException>(() => start.RunAsync());

        SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Postgres_that_does_not_wait_for_the_disk_is_refused()
    {
        var cluster = await PostgresCluster.SharedAsync();
        var lossy = await cluster.CreateDatabaseAsync() + ";Options=-c synchronous_commit=off";
        await using var database = new Database(DatabaseProvider.Postgres, lossy);
        using var start = StartOf(database);

        var refusal = await Assert.ThrowsAsync<StartRefusedException>(() => start.RunAsync());

        Assert.Contains("synchronous_commit=off", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Second_process_with_the_same_node_on_one_postgres_is_refused_and_another_node_is_not()
    {
        var connection = await (await PostgresCluster.SharedAsync()).CreateDatabaseAsync();
        await using var database = new Database(DatabaseProvider.Postgres, connection);
        using var first = StartOf(database);
        await first.RunAsync();
        using var same = StartOf(database);
        using var other = StartOf(database, node: 1);

        var refusal = await Assert.ThrowsAsync<StartRefusedException>(() => same.RunAsync());
        await other.RunAsync();

        Assert.Contains("Node 0", refusal.Message, StringComparison.Ordinal);
        Assert.True(other.Done);
    }

    private static DatabaseStart StartOf(Database database, int node = 0) => new(
        database,
        new PortalSettings { DataDirectory = "", Provider = database.Provider, ConnectionString = database.ConnectionString, Node = node },
        NullLogger<DatabaseStart>.Instance);
}

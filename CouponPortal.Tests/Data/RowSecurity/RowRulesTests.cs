using CouponPortal.Data;
using CouponPortal.Data.Identity;
using CouponPortal.Data.RowSecurity;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Coupons;
using CouponPortal.Tests.Authorization;
using CouponPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Microsoft.Extensions.DependencyInjection;
using static CouponPortal.Tests.Support.PortalNetwork;

namespace CouponPortal.Tests.Data.RowSecurity;

/// <summary>PostgreSQL's own wall, with every query filter left out.</summary>
public sealed class RowRulesTests(AuthorizationWorlds worlds)
{
    [Fact]
    public async Task A_query_without_its_filter_finds_nothing_of_another_advertiser()
    {
        var world = await worlds.OnAsync(DatabaseProvider.Postgres);
        var (manager, viewer, admin) = (await UserAsync(world, "manager@bond.example"), await UserAsync(world, "viewer@ames.example"), await UserAsync(world, PortalHost.AdminEmail));
        var partnerOfB = await UserAsync(world, "dee@partner.example");
        foreach (var table in await OwnedTablesAsync(world))
        {
            // The whole table, as whoever forgot the Where would ask for it.
            var rows = $"SELECT count(*) FROM {table.Name} WHERE {table.OfA}";
            var all = await CountAsync(world, null, rows);

            Assert.True(all > 0, $"{table.Name} has no row of A: nothing is proved.");
            Assert.Equal((table.Name, 0, all, all), (table.Name, await CountAsync(world, manager, rows), await CountAsync(world, viewer, rows), await CountAsync(world, admin, rows)));

            // Partners look for offers to apply to.
            Assert.Equal((table.Name, table.Name is "advertisers" or "offers" ? all : 0), (table.Name, await CountAsync(world, partnerOfB, rows)));
        }
    }

    [Fact]
    public async Task A_write_into_or_out_of_another_advertisers_rows_is_refused()
    {
        var world = await worlds.OnAsync(DatabaseProvider.Postgres);
        using var scope = RowScope.OfUser(await UserAsync(world, "manager@bond.example"));
        await using var db = world.Host.Db();

        Assert.Equal(0, await db.Coupons.Where(c => c.AdvertiserId == Ames).ExecuteUpdateAsync(set => set.SetProperty(c => c.Status, CouponStatus.Paused), TestContext.Current.CancellationToken));
        Assert.Equal(0, await db.SuppressedCodes.Where(c => c.AdvertiserId == Ames).ExecuteDeleteAsync(TestContext.Current.CancellationToken));
        db.Add(new SuppressedCode { AdvertiserId = Ames, Code = "PLANTED" });
        var refused = await Assert.ThrowsAsync<DbUpdateException>(() => db.SaveChangesAsync(TestContext.Current.CancellationToken));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, Assert.IsType<PostgresException>(refused.InnerException).SqlState);
    }

    [Fact]
    public async Task A_disabled_person_and_an_unknown_key_see_no_row_at_all()
    {
        var world = await worlds.OnAsync(DatabaseProvider.Postgres);
        int gone;
        await using (var db = world.Host.Db())
        {
            var user = new PortalUser { UserName = "gone@ames.example", NormalizedUserName = "GONE@AMES.EXAMPLE", Email = "gone@ames.example", Role = Role.NetworkAdmin, Disabled = true };
            db.Add(user);
            await db.SaveChangesAsync(TestContext.Current.CancellationToken);
            gone = user.Id;
        }

        Assert.Equal(0, await CountAsync(world, gone, "SELECT count(*) FROM coupons"));
        using var scope = RowScope.OfKey(4711);
        await using var connection = await world.Host.Services.GetRequiredService<Database>().OpenAsync(TestContext.Current.CancellationToken);
        await RowScopeInterceptor.EnterAsync(connection, TestContext.Current.CancellationToken);
        await using var count = connection.CreateCommand();
        count.CommandText = "SELECT count(*) FROM conversions";
        Assert.Equal(0L, await count.ExecuteScalarAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_connection_that_goes_back_to_the_pool_is_the_products_own_again()
    {
        var world = await worlds.OnAsync(DatabaseProvider.Postgres);
        var manager = await UserAsync(world, "manager@bond.example");
        for (var i = 0; i < 20; i++)
        {
            await CountAsync(world, manager, "SELECT count(*) FROM coupons");
            await using var db = world.Host.Db();
            Assert.NotEqual(RowPolicies.Role, await db.Database.SqlQueryRaw<string>("SELECT current_user::text AS \"Value\"").SingleAsync(TestContext.Current.CancellationToken));
            Assert.True(await db.Coupons.CountAsync(c => c.AdvertiserId == Ames, TestContext.Current.CancellationToken) > 0);
        }
    }

    [Fact]
    public async Task Every_table_has_a_rule_or_is_known_to_need_none()
    {
        // The network's own, or a person's: nothing in them is one advertiser's.
        string[] without =
        [
            "api_keys", "audit_heads", "catalog_changes", "data_protection_keys", "export_runs", "idempotent_answers", "invitations", "leases", "network_states", "nodes", "password_resets", "partner_postbacks", "partners", "postback_messages", "scheduled_exports", "user_advertiser",
            "user_claims", "user_logins", "user_passkeys", "user_sessions", "user_tokens", "users",
        ];
        await using var db = new TestModel().CreateDbContext();
        var open = db.Model.GetEntityTypes().Where(e => RowPolicies.ConditionOf(e) is null).Select(e => e.GetTableName()!).Order(StringComparer.Ordinal).ToList();

        Assert.True(open.TrueForAll(without.Contains), "Give these an AdvertiserId, a place in RowPolicies.Below, or a line here: " + string.Join(' ', open.Where(o => !without.Contains(o))));
    }

    [Fact]
    public async Task Rules_that_are_in_place_are_not_made_again()
    {
        var world = await worlds.OnAsync(DatabaseProvider.Postgres);
        const string Made = "SELECT string_agg(xmin::text || polname, ' ' ORDER BY oid) FROM pg_policy";
        await using var db = world.Host.Db();
        await using var connection = await world.Host.Services.GetRequiredService<Database>().OpenAsync(TestContext.Current.CancellationToken);
        var before = await db.Database.SqlQueryRaw<string>($"SELECT ({Made}) AS \"Value\"").SingleAsync(TestContext.Current.CancellationToken);

        await RowPolicies.ApplyAsync(connection, db.Model, TestContext.Current.CancellationToken);

        Assert.Equal(before, await db.Database.SqlQueryRaw<string>($"SELECT ({Made}) AS \"Value\"").SingleAsync(TestContext.Current.CancellationToken));
    }

    private static async Task<int> UserAsync(AuthorizationWorld world, string email)
    {
        await using var db = world.Host.Db();
        return await db.Users.Where(u => u.Email == email).Select(u => u.Id).SingleAsync(TestContext.Current.CancellationToken);
    }

    /// <param name="user">Null = the product itself.</param>
    private static async Task<long> CountAsync(AuthorizationWorld world, int? user, string sql)
    {
        using var scope = user is { } id ? RowScope.OfUser(id) : null;
        await using var db = world.Host.Db();
        var asked = $"SELECT ({sql}) AS \"Value\"";
        return await db.Database.SqlQueryRaw<long>(asked).SingleAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<List<(string Name, string OfA)>> OwnedTablesAsync(AuthorizationWorld world)
    {
        await using var db = world.Host.Db();
        var tables = new List<(string, string)>();
        foreach (var entity in db.Model.GetEntityTypes().Where(e => RowPolicies.ConditionOf(e) is not null))
        {
            var table = entity.GetTableName()!;
            var condition = entity.FindProperty("AdvertiserId") is { } owner ? $"{owner.GetColumnName()} = {Ames}" : entity.ClrType == typeof(CouponPortal.Domain.Advertisers.Advertiser) ? $"id = {Ames}" : null;
            if (condition is null)
            {
                var (property, parent) = RowPolicies.ParentOf(entity)!.Value;
                condition = $"{entity.FindProperty(property)!.GetColumnName()} IN (SELECT id FROM {parent.GetTableName()} WHERE advertiser_id = {Ames})";
            }

            // Tables in which the world has rows; the rest have the same rule.
            if (await CountAsync(world, null, $"SELECT count(*) FROM {table} WHERE {condition}") > 0)
            {
                tables.Add((table, condition));
            }
        }

        Assert.True(tables.Count >= 18, "Rows of A are in too few tables: " + string.Join(' ', tables.Select(t => t.Item1)));
        return tables;
    }

    private sealed class TestModel
    {
        public PortalDbContext CreateDbContext() => new Database(DatabaseProvider.Postgres, "Host=127.0.0.1").CreateDbContext();
    }
}

using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using CouponPortal.Data.Identity;
using CouponPortal.Domain;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Cases;
using CouponPortal.Domain.Connections;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.Feeds;
using CouponPortal.Domain.Offers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;

namespace CouponPortal.Data.RowSecurity;

/// <summary>
/// PostgreSQL's own rules for whose rows who may see, made from the model: every table with an <c>advertiser_id</c> has one, and every table below such a table. They bind
/// <see cref="Role"/> alone; the owner of the tables, who migrates and works, passes them by, so the doors of clicks and orders pay nothing.
/// </summary>
internal static class RowPolicies
{
    public const string Role = "couponportal_pages";

    /// <summary>Rows that belong to a row of an advertiser without a foreign key that says so: by which property to which parent.</summary>
    public static readonly IReadOnlyDictionary<Type, (string Property, Type Parent)> Below = new Dictionary<Type, (string, Type)>
    {
        [typeof(CouponPartner)] = (nameof(CouponPartner.CouponId), typeof(Coupon)),
        [typeof(CouponPeriod)] = (nameof(CouponPeriod.CouponId), typeof(Coupon)),
        [typeof(CouponBatchRow)] = (nameof(CouponBatchRow.BatchId), typeof(CouponBatch)),
        [typeof(ConversionItem)] = (nameof(ConversionItem.ConversionId), typeof(Conversion)),
        [typeof(ConversionChange)] = (nameof(ConversionChange.ConversionId), typeof(Conversion)),
        [typeof(Approval)] = (nameof(Approval.OfferId), typeof(Offer)),
        [typeof(ApprovalPeriod)] = (nameof(ApprovalPeriod.OfferId), typeof(Offer)),
        [typeof(ConnectionFact)] = (nameof(ConnectionFact.ConnectionId), typeof(Connection)),
        [typeof(SaleCaseMessage)] = (nameof(SaleCaseMessage.CaseId), typeof(SaleCase)),
        [typeof(OrderFileContent)] = (nameof(OrderFileContent.OrderFileId), typeof(OrderFile)),
    };

    // Who may see what is read from these; a rule on them would ask itself.
    private static readonly Type[] Free = [typeof(UserAdvertiser), typeof(ApiKey)];

    // A row without an advertiser is nobody's; but what came in unknown may be anybody's, and the network's alone to look at.
    private static readonly Type[] UnknownIsTheNetworks = [typeof(Click), typeof(Hit), typeof(MissedCode)];

    // What a partner may look for before it is approved anywhere.
    private static readonly Type[] ShownToPartners = [typeof(Advertiser), typeof(Offer)];

    // Everybody's acts are written down, whoever may read them later.
    private static readonly string[] WrittenByAll = ["audit_rows"];

    private const string SeesAll = "(SELECT portal_sees_all())";
    private const string Advertisers = "ANY ((SELECT portal_advertisers())::int[])";
    private const string Partner = "(SELECT portal_partner())";

    /// <summary>The condition under which a row of this type is seen and written; null = the table is the network's own, or a person's.</summary>
    public static string? ConditionOf(IEntityType entity)
    {
        var type = entity.ClrType;
        if (Array.IndexOf(Free, type) >= 0)
        {
            return null;
        }

        if (ParentOf(entity) is var (property, parent))
        {
            // Not the parent's own rule, which lets partners read offers that they are not approved for.
            var owned = HasPartner(parent) ? $"(parent.advertiser_id = {Advertisers} OR parent.partner_id = {Partner})" : $"parent.advertiser_id = {Advertisers}";
            return $"{SeesAll} OR EXISTS (SELECT 1 FROM {parent.GetTableName()} AS parent WHERE parent.id = {entity.GetTableName()}.{Column(entity, property)} AND {owned})";
        }

        if (type == typeof(Advertiser))
        {
            return $"{SeesAll} OR id = {Advertisers}";
        }

        if (entity.FindProperty("AdvertiserId") is not { } owner)
        {
            return null;
        }

        var column = owner.GetColumnName();
        return $"{SeesAll} OR {column} = {Advertisers}" + (owner.IsNullable && Array.IndexOf(UnknownIsTheNetworks, type) < 0 ? $" OR {column} IS NULL" : "");
    }

    /// <summary>Puts the rules in place where they are not yet these. The caller holds the lock of migrations.</summary>
    /// <exception cref="PostgresException">The database's user may not do this.</exception>
    public static async Task ApplyAsync(DbConnection connection, IModel model, CancellationToken cancel)
    {
        var sql = Sql(model);
        var mark = "row rules " + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sql)));
        if (await ScalarAsync(connection, "SELECT obj_description('network_states'::regclass)", cancel) is string known && known == mark)
        {
            return;
        }

        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await ScalarAsync(connection, sql + $"COMMENT ON TABLE network_states IS '{mark}';", cancel);
        await transaction.CommitAsync(cancel);
    }

    /// <summary>All of it, to be run by the owner of the tables; made of the product's own words alone.</summary>
    public static string Sql(IModel model)
    {
        var sql = new StringBuilder(Head);
        foreach (var entity in model.GetEntityTypes().OrderBy(e => e.GetTableName(), StringComparer.Ordinal))
        {
            if (ConditionOf(entity) is { } condition)
            {
                var table = entity.GetTableName();
                sql.Append($"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY; DROP POLICY IF EXISTS own_rows ON {table}; DROP POLICY IF EXISTS partners ON {table};\n");
                sql.Append($"CREATE POLICY own_rows ON {table} TO {Role} USING ({condition});\n");
                if (Array.IndexOf(WrittenByAll, table) >= 0)
                {
                    sql.Append($"CREATE POLICY partners ON {table} FOR INSERT TO {Role} WITH CHECK (true);\n");
                }
                else if (HasPartner(entity))
                {
                    // A partner's own rows are its own, also with an advertiser that it no longer works for, or not yet.
                    sql.Append($"CREATE POLICY partners ON {table} TO {Role} USING (partner_id = {Partner});\n");
                }
                else if (Array.IndexOf(ShownToPartners, entity.ClrType) >= 0)
                {
                    sql.Append($"CREATE POLICY partners ON {table} FOR SELECT TO {Role} USING ({Partner} IS NOT NULL);\n");
                }
            }
        }

        return sql.ToString();
    }

    // The functions are the owner's, so that they read past the rules that ask them.
    private static string Head =>
        $$"""
        DO $$ BEGIN
            IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '{{Role}}') THEN CREATE ROLE {{Role}} NOLOGIN; END IF;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;
        DO $$ BEGIN IF NOT pg_has_role(current_user, '{{Role}}', 'MEMBER') THEN EXECUTE format('GRANT {{Role}} TO %I', current_user); END IF; END $$;
        GRANT USAGE ON SCHEMA public TO {{Role}};
        GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {{Role}};
        GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA public TO {{Role}};
        CREATE OR REPLACE FUNCTION portal_sees_all() RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $f$
            SELECT EXISTS (SELECT 1 FROM users WHERE id = nullif(current_setting('portal.user', true), '')::int AND role = '{{SnakeCase.Of(Domain.Accounts.Role.NetworkAdmin)}}' AND NOT disabled)
                OR EXISTS (SELECT 1 FROM api_keys WHERE id = nullif(current_setting('portal.key', true), '')::int AND scope = '{{SnakeCase.Of(Domain.Accounts.Role.NetworkAdmin)}}') $f$;
        CREATE OR REPLACE FUNCTION portal_partner() RETURNS int LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $f$
            SELECT partner_id FROM users WHERE id = nullif(current_setting('portal.user', true), '')::int AND role = '{{SnakeCase.Of(Domain.Accounts.Role.Partner)}}' AND NOT disabled
            UNION ALL SELECT partner_id FROM api_keys WHERE id = nullif(current_setting('portal.key', true), '')::int AND scope = '{{SnakeCase.Of(Domain.Accounts.Role.Partner)}}' LIMIT 1 $f$;
        CREATE OR REPLACE FUNCTION portal_advertisers() RETURNS int[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $f$
            SELECT array(
                SELECT a.advertiser_id FROM user_advertiser a JOIN users u ON u.id = a.user_id
                    WHERE u.id = nullif(current_setting('portal.user', true), '')::int AND NOT u.disabled AND u.role <> '{{SnakeCase.Of(Domain.Accounts.Role.Partner)}}'
                UNION SELECT advertiser_id FROM api_keys WHERE id = nullif(current_setting('portal.key', true), '')::int AND advertiser_id IS NOT NULL
                UNION SELECT o.advertiser_id FROM approvals p JOIN offers o ON o.id = p.offer_id WHERE p.partner_id = portal_partner()) $f$;

        """;

    /// <returns>The row above, and by which property; null for what has an advertiser itself, or none at all.</returns>
    public static (string Property, IEntityType Parent)? ParentOf(IEntityType entity)
    {
        if (Below.TryGetValue(entity.ClrType, out var below))
        {
            return (below.Property, entity.Model.FindEntityType(below.Parent)!);
        }

        var key = entity.FindProperty("AdvertiserId") is not null ? null
            : entity.GetForeignKeys().FirstOrDefault(k => k.IsRequired && k.Properties.Count == 1 && k.PrincipalEntityType.FindProperty("AdvertiserId") is { IsNullable: false });
        return key is null ? null : (key.Properties[0].Name, key.PrincipalEntityType);
    }

    private static bool HasPartner(IEntityType entity) => entity.FindProperty("PartnerId") is not null;

    private static string Column(IEntityType entity, string property) => entity.FindProperty(property)!.GetColumnName();

    private static async Task<object?> ScalarAsync(DbConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Made of the model's names and constants of this class.
        command.CommandText = sql;
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync(cancel);
    }
}

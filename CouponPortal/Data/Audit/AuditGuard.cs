using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Data.Audit;

/// <summary>
/// Has the database itself refuse that an entry is changed or removed. Made at each start where it is missing, and not by a migration: so it is there again after
/// whoever took it away, and does not depend on how a migration rebuilds the table.
/// </summary>
public static class AuditGuard
{
    public const string Refusal = "The audit log is never changed.";

    private const string Sqlite =
        $"""
        CREATE TRIGGER IF NOT EXISTS audit_rows_no_update BEFORE UPDATE ON audit_rows BEGIN SELECT RAISE(ABORT, '{Refusal}'); END;
        CREATE TRIGGER IF NOT EXISTS audit_rows_no_delete BEFORE DELETE ON audit_rows BEGIN SELECT RAISE(ABORT, '{Refusal}'); END;
        CREATE TRIGGER IF NOT EXISTS audit_rows_no_replace BEFORE INSERT ON audit_rows WHEN EXISTS (SELECT 1 FROM audit_rows WHERE id = NEW.id)
            BEGIN SELECT RAISE(ABORT, '{Refusal}'); END;
        CREATE TRIGGER IF NOT EXISTS audit_heads_no_delete BEFORE DELETE ON audit_heads BEGIN SELECT RAISE(ABORT, '{Refusal}'); END;
        """;

    // Looked for first: making one takes a lock that waits for every writer, and other nodes may be at work.
    private const string Postgres =
        $"""
        DO $guard$ BEGIN
            IF (SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D' AND (tgrelid, tgname) IN
                (('audit_rows'::regclass, 'audit_rows_no_change'), ('audit_rows'::regclass, 'audit_rows_no_truncate'), ('audit_heads'::regclass, 'audit_heads_no_delete'))) < 3 THEN
                CREATE OR REPLACE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN RAISE EXCEPTION '{Refusal}'; END $body$;
                DROP TRIGGER IF EXISTS audit_rows_no_change ON audit_rows;
                DROP TRIGGER IF EXISTS audit_rows_no_truncate ON audit_rows;
                DROP TRIGGER IF EXISTS audit_heads_no_delete ON audit_heads;
                CREATE TRIGGER audit_rows_no_change BEFORE UPDATE OR DELETE ON audit_rows FOR EACH ROW EXECUTE FUNCTION refuse_audit_change();
                CREATE TRIGGER audit_rows_no_truncate BEFORE TRUNCATE ON audit_rows FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();
                CREATE TRIGGER audit_heads_no_delete BEFORE DELETE ON audit_heads FOR EACH ROW EXECUTE FUNCTION refuse_audit_change();
            END IF;
        END $guard$;
        """;

    public static Task GuardAuditAsync(this PortalDbContext db, CancellationToken cancel = default) =>
        db.Database.ExecuteSqlRawAsync(db is SqlitePortalDbContext ? Sqlite : Postgres, cancel);
}

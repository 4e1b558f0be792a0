using CouponPortal.Data;
using CouponPortal.Data.Audit;
using CouponPortal.Domain.Partners;
using CouponPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Tests.Data.Audit;

/// <summary>The log proves by itself that nobody has changed it.</summary>
public sealed class AuditChainTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task Any_sequence_of_changes_leaves_a_whole_chain_and_a_tampered_field_names_its_row(DatabaseProvider engine)
    {
        await using var test = await TestDatabase.CreateAsync(engine);
        var random = new Random(20_261_121);
        await ChangeAtRandomAsync(test, random, 40);

        var whole = await VerifyAsync(test);
        Assert.True(whole.IsWhole, whole.Sentence);
        Assert.True(whole.Rows >= 20, whole.Sentence);

        await using var db = test.Db();
        await UnguardAsync(db);
        foreach (var set in (string[])["who = who || 'x'", "at = at + 1", "changes = replace(changes, '\"', '''')", "user_id = 7", "act = 'exported'", "address = '10.0.0.0/24'", "subject_id = subject_id || '0'", "label = 'x' || label"])
        {
            var row = random.NextInt64(1, whole.Rows + 1);
            await using var transaction = await db.Database.BeginTransactionAsync(Cancel);
            await ExecuteAsync(db, $"UPDATE audit_rows SET {set} WHERE id = {row}");

            var verdict = await VerifyWithinAsync(db);

            Assert.Equal(row, verdict.BadRow);
            Assert.Contains($"Entry {row} is not what was written", verdict.Sentence, StringComparison.Ordinal);
            await transaction.RollbackAsync(Cancel);
        }
    }

    [Theory, BothEngines]
    public async Task Chain_misses_a_row_that_was_removed_from_its_middle_or_its_end_and_one_that_was_slipped_in(DatabaseProvider engine)
    {
        await using var test = await TestDatabase.CreateAsync(engine);
        await ChangeAtRandomAsync(test, new Random(7), 15);
        var rows = (await VerifyAsync(test)).Rows;
        await using var db = test.Db();
        await UnguardAsync(db);
        foreach (var (sql, bad) in new[]
        {
            ("DELETE FROM audit_rows WHERE id = 3", 3L),
            ($"DELETE FROM audit_rows WHERE id = {rows}", rows),
            ($"INSERT INTO audit_rows SELECT id + 1, at, who, user_id, api_key_id, door, address, act, subject, subject_id, label, advertiser_id, partner_id, batch_id, changes, hash FROM audit_rows WHERE id = {rows}", rows + 1),
        })
        {
            await using var transaction = await db.Database.BeginTransactionAsync(Cancel);
            await ExecuteAsync(db, sql);

            Assert.Equal(bad, (await VerifyWithinAsync(db)).BadRow);
            await transaction.RollbackAsync(Cancel);
        }
    }

    [Theory, BothEngines]
    public async Task Log_that_was_written_anew_as_a_whole_does_not_fit_a_seal_that_was_noted_before(DatabaseProvider engine)
    {
        await using var test = await TestDatabase.CreateAsync(engine);
        await ChangeAtRandomAsync(test, new Random(8), 10);
        var seal = (await VerifyAsync(test)).Seal;
        await ChangeAtRandomAsync(test, new Random(9), 5);
        await using var db = test.Db();
        Assert.True((await AuditVerification.RunAsync(db, [seal], Cancel)).IsWhole);

        await UnguardAsync(db);
        var (hash, last) = (AuditChain.Beginning, 0L);
        foreach (var row in await db.AuditRows.OrderBy(r => r.Id).ToListAsync(Cancel))
        {
            row.Who = "somebody else";
            (row.Hash, last) = (AuditChain.HashOf(row, hash), row.Id);
            hash = row.Hash;
        }

        (await db.AuditHeads.SingleAsync(Cancel)).Hash = hash;
        await db.SaveChangesAsync(Cancel);

        Assert.True((await AuditVerification.RunAsync(db, [], Cancel)).IsWhole);
        var verdict = await AuditVerification.RunAsync(db, [seal], Cancel);
        Assert.False(verdict.IsWhole);
        Assert.Contains("written anew", verdict.Sentence, StringComparison.Ordinal);
    }

    [Theory, BothEngines]
    public async Task Concurrent_writers_keep_one_chain_without_gaps(DatabaseProvider engine)
    {
        await using var test = await TestDatabase.CreateAsync(engine);
        var before = (await VerifyAsync(test)).Rows;

        await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(
            async () =>
            {
                for (var i = 0; i < 6; i++)
                {
                    await using var db = test.Db();
                    db.Partners.Add(new Partner { Name = $"Partner {writer}-{i}" });
                    await db.SaveChangesAsync(Cancel);
                }
            },
            Cancel)));

        var verdict = await VerifyAsync(test);
        Assert.True(verdict.IsWhole, verdict.Sentence);
        Assert.Equal(before + 48, verdict.Rows);
    }

    [Theory, BothEngines]
    public async Task Database_itself_refuses_to_change_or_remove_an_entry(DatabaseProvider engine)
    {
        await using var test = await TestDatabase.CreateAsync(engine);
        await test.AddAsync(new Partner { Name = "Ana" });
        await using var db = test.Db();
        foreach (var sql in (string[])["UPDATE audit_rows SET who = 'x'", "DELETE FROM audit_rows", "DELETE FROM audit_heads", "INSERT OR REPLACE INTO audit_rows SELECT * FROM audit_rows", "TRUNCATE audit_rows"])
        {
            if (sql.StartsWith(engine == DatabaseProvider.Sqlite ? "TRUNCATE" : "INSERT OR", StringComparison.Ordinal))
            {
                continue;
            }

            var error = await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => ExecuteAsync(db, sql));
            Assert.Contains(AuditGuard.Refusal, error.Message, StringComparison.Ordinal);
        }

        Assert.True((await VerifyAsync(test)).IsWhole);
    }

    private static async Task ChangeAtRandomAsync(TestDatabase test, Random random, int steps)
    {
        for (var i = 0; i < steps; i++)
        {
            await using var db = test.Db();
            var partners = await db.Partners.ToListAsync(Cancel);
            switch (random.Next(4))
            {
                case 0 or 1:
                    db.Partners.AddRange(Enumerable.Range(0, random.Next(1, 4)).Select(n => new Partner { Name = $"P {i} {n} “ü” \n {random.Next()}" }));
                    break;
                case 2 when partners.Count > 0:
                    partners[random.Next(partners.Count)].Status = (PartnerStatus)random.Next(2);
                    break;
                case 3 when partners.Count > 0:
                    db.Partners.Remove(partners[random.Next(partners.Count)]);
                    break;
                default:
                    db.Advertisers.Add(new() { Name = $"Shop {i}" });
                    break;
            }

            await using var transaction = random.Next(3) == 0 ? await db.Database.BeginTransactionAsync(Cancel) : null;
            await db.SaveChangesAsync(Cancel);
            if (transaction is not null && random.Next(2) == 0)
            {
                await transaction.CommitAsync(Cancel);
            }
        }
    }

    private static async Task<AuditVerdict> VerifyAsync(TestDatabase test)
    {
        await using var db = test.Db();
        return await AuditVerification.RunAsync(db, [], Cancel);
    }

    private static Task<AuditVerdict> VerifyWithinAsync(PortalDbContext db) => AuditVerification.ReadAsync(db, [], Cancel);

#pragma warning disable EF1002 // Texts of this class.
    private static Task ExecuteAsync(PortalDbContext db, string sql) => db.Database.ExecuteSqlRawAsync(sql, Cancel);
#pragma warning restore EF1002

    private static Task UnguardAsync(PortalDbContext db) => ExecuteAsync(db, db is SqlitePortalDbContext
        ? "DROP TRIGGER audit_rows_no_update; DROP TRIGGER audit_rows_no_delete; DROP TRIGGER audit_rows_no_replace"
        : "ALTER TABLE audit_rows DISABLE TRIGGER ALL");
}

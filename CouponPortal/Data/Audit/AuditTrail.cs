using System.Data.Common;
using CouponPortal.Data.ValueConverters;
using CouponPortal.Domain;

namespace CouponPortal.Data.Audit;

/// <summary>What an open transaction is going to leave in the audit log.</summary>
internal sealed class AuditTrail(Guid transactionId)
{
    private const string Head = "SELECT last, hash FROM audit_heads WHERE id = 1";
    private const string Move = "UPDATE audit_heads SET last = @last, hash = @hash WHERE id = 1";

    private const string Insert =
        "INSERT INTO audit_rows (id, at, who, user_id, api_key_id, door, address, act, subject, subject_id, label, advertiser_id, partner_id, batch_id, changes, hash) "
        + "VALUES (@id, @at, @who, @user_id, @api_key_id, @door, @address, @act, @subject, @subject_id, @label, @advertiser_id, @partner_id, @batch_id, @changes, @hash)";

    public Guid TransactionId => transactionId;

    public List<AuditRow> Rows { get; } = [];

    /// <summary>Right before the commit: the head's lock is held for no more than these few statements and the commit itself.</summary>
    public async Task WriteAsync(DbTransaction transaction, bool isSqlite, DateTime at, CancellationToken cancel)
    {
        if (Rows.Count == 0)
        {
            return;
        }

        // SQLite has one writer at a time already.
        var (last, hash) = await ReadHeadAsync(transaction, isSqlite ? Head : Head + " FOR UPDATE", cancel);
        foreach (var row in Rows)
        {
            row.Id = ++last;

            // Of microseconds, as it is stored: what is read back must hash the same.
            row.At = UtcMicroseconds.ToUtc(UtcMicroseconds.FromUtc(at));
            row.Hash = hash = AuditChain.HashOf(row, hash);
            await InsertAsync(transaction, row, cancel);
        }

        await using var move = Command(transaction, Move);
        Add(move, "@last", last);
        Add(move, "@hash", hash);
        if (await move.ExecuteNonQueryAsync(cancel) != 1)
        {
            throw new InvalidOperationException("The audit log has lost its head row; nothing is changed without it.");
        }

        Rows.Clear();
    }

    private static async Task<(long Last, byte[] Hash)> ReadHeadAsync(DbTransaction transaction, string sql, CancellationToken cancel)
    {
        await using var command = Command(transaction, sql);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        return await reader.ReadAsync(cancel)
            ? (reader.GetInt64(0), (byte[])reader[1])
            : throw new InvalidOperationException("The audit log has lost its head row; nothing is changed without it.");
    }

    private static async Task InsertAsync(DbTransaction transaction, AuditRow row, CancellationToken cancel)
    {
        await using var command = Command(transaction, Insert);
        Add(command, "@id", row.Id);
        Add(command, "@at", UtcMicroseconds.FromUtc(row.At));
        Add(command, "@who", row.Who);
        Add(command, "@user_id", row.UserId);
        Add(command, "@api_key_id", row.ApiKeyId);
        Add(command, "@door", SnakeCase.Of(row.Door));
        Add(command, "@address", row.Address);
        Add(command, "@act", SnakeCase.Of(row.Act));
        Add(command, "@subject", row.Subject);
        Add(command, "@subject_id", row.SubjectId);
        Add(command, "@label", row.Label);
        Add(command, "@advertiser_id", row.AdvertiserId);
        Add(command, "@partner_id", row.PartnerId);
        Add(command, "@batch_id", row.BatchId);
        Add(command, "@changes", row.Changes);
        Add(command, "@hash", row.Hash);
        await command.ExecuteNonQueryAsync(cancel);
    }

    private static DbCommand Command(DbTransaction transaction, string sql)
    {
        var command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
#pragma warning disable CA2100 // Constants of this class.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command;
    }

    private static void Add(DbCommand command, string name, object? value)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.Value = value ?? DBNull.Value;
        command.Parameters.Add(parameter);
    }
}

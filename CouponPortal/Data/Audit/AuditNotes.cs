using System.Globalization;

namespace CouponPortal.Data.Audit;

/// <summary>An entry about something that is not written through SaveChanges: a bulk act, an erasure.</summary>
public sealed record AuditNote(AuditAct Act, string Subject, string SubjectId, string Label, IReadOnlyList<AuditChange> Changes)
{
    public int? AdvertiserId { get; init; }
    public int? PartnerId { get; init; }
    public int? BatchId { get; init; }

    /// <summary>Whose act it is when nobody is at work any more, e.g. after a restart; null = <see cref="AuditOrigin.Current"/>'s.</summary>
    public string? Who { get; init; }
}

public static class AuditNotes
{
    public const string Batch = "coupon_batch";
    public const string PersonalData = "personal_data";

    internal static readonly string[] Subjects = [Batch, PersonalData];

    /// <summary>Puts an entry into the open transaction: it is in the log if, and only if, that commits.</summary>
    /// <exception cref="InvalidOperationException">There is no open transaction.</exception>
    public static void Note(this PortalDbContext db, AuditNote note)
    {
        var transaction = db.Database.CurrentTransaction ?? throw new InvalidOperationException("An entry of the audit log belongs to a transaction.");
        db.AuditTrailOf(transaction.TransactionId).Rows.Add(Row(note, AuditOrigin.Current));
    }

    /// <summary>A bulk act's end: one entry with its counts; what it did to each coupon is in the batch's rows.</summary>
    public static void NoteBatch(this PortalDbContext db, Domain.Coupons.CouponBatch batch, AuditAct act, string who, params IReadOnlyList<(string Field, int Count)> counts) =>
        db.Note(new AuditNote(
            act, Batch, batch.Id.ToString(CultureInfo.InvariantCulture), batch.FileName.Length > 0 ? batch.FileName : Domain.SnakeCase.Of(batch.Kind),
            [.. counts.Select(c => new AuditChange(c.Field, null, c.Count.ToString(CultureInfo.InvariantCulture))).Prepend(new("kind", null, Domain.SnakeCase.Of(batch.Kind)))])
        {
            AdvertiserId = batch.AdvertiserId,
            BatchId = batch.Id,
            Who = who,
        });

    /// <summary>What the transaction is going to leave; that of another transaction, which was given up, is dropped.</summary>
    internal static AuditTrail AuditTrailOf(this PortalDbContext db, Guid transactionId) =>
        db.AuditTrail is { } trail && trail.TransactionId == transactionId ? trail : db.AuditTrail = new AuditTrail(transactionId);

    internal static AuditRow Row(AuditNote note, AuditOrigin origin) => new()
    {
        Who = Cut(note.Who ?? origin.Who, AuditRow.MaxWho),
        UserId = origin.UserId,
        ApiKeyId = origin.ApiKeyId,
        Door = note.BatchId is null ? origin.Door : AuditDoor.Batch,
        Address = origin.Address,
        Act = note.Act,
        Subject = note.Subject,
        SubjectId = Cut(note.SubjectId, AuditRow.MaxSubjectId),
        Label = Cut(note.Label, AuditRow.MaxLabel),
        AdvertiserId = note.AdvertiserId,
        PartnerId = note.PartnerId,
        BatchId = note.BatchId,
        Changes = AuditValues.ToJson(note.Changes),
    };

    private static string Cut(string text, int length) => text.Length <= length ? text : text[..length];
}

/// <summary>Every kind of thing that entries tell of.</summary>
public static class AuditSubjects
{
    public static IReadOnlyList<string> All => AuditedEntities.Subjects;
}

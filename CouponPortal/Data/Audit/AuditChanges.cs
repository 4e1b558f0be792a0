using CouponPortal.Domain;
using CouponPortal.Domain.Coupons;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace CouponPortal.Data.Audit;

/// <summary>What a save is about to change, as it was before; ids that the store makes are read after it.</summary>
internal sealed class AuditChanges
{
    private readonly List<Saved> _saved = [];

    /// <returns>Null when nothing that is audited changes.</returns>
    public static AuditChanges? Of(ChangeTracker tracker)
    {
        AuditChanges? changes = null;
        foreach (var entry in tracker.Entries())
        {
            if (entry.State is not (EntityState.Added or EntityState.Modified or EntityState.Deleted) || AuditedEntities.Of(entry.Metadata.ClrType) is not { } entity || !IsTold(entity, entry))
            {
                continue;
            }

            var fields = FieldsOf(entity, entry);
            if (fields.Count > 0 || entry.State != EntityState.Modified)
            {
                (changes ??= new())._saved.Add(new(entity, entry.Entity, entry.State, fields));
            }
        }

        return changes;
    }

    /// <summary>After the save: one entry for each thing.</summary>
    public async Task<IReadOnlyList<AuditRow>> RowsAsync(PortalDbContext db, CancellationToken cancel)
    {
        var offers = _saved.Select(s => s.Entity.Offer(s.Row)).OfType<int>().Distinct().ToArray();
        var advertisers = offers.Length == 0 ? [] : await db.Offers.Where(o => offers.Contains(o.Id)).Select(o => new { o.Id, o.AdvertiserId }).ToDictionaryAsync(o => o.Id, o => o.AdvertiserId, cancel);
        var origin = AuditOrigin.Current;
        return [.. _saved.GroupBy(s => (s.Entity.Subject, Id: s.Entity.Id(s.Row))).Select(g => AuditNotes.Row(NoteOf(db, [.. g], advertisers), origin))];
    }

    private static AuditNote NoteOf(PortalDbContext db, IReadOnlyList<Saved> rows, Dictionary<int, int> advertisers)
    {
        // The thing itself, where it is among them: names on its list are only a part of it.
        var main = rows.FirstOrDefault(r => r.Entity.Listed is null) ?? rows[0];
        var act = main.Entity.Listed is not null ? AuditAct.Changed : main.State switch
        {
            EntityState.Added => AuditAct.Created,
            EntityState.Deleted => AuditAct.Removed,
            _ => AuditAct.Changed,
        };
        var coupon = main.Row is CouponPartner part ? db.ChangeTracker.Entries<Coupon>().FirstOrDefault(c => c.Entity.Id == part.CouponId)?.Entity : null;
        return new(act, main.Entity.Subject, main.Entity.Id(main.Row), coupon?.Code ?? main.Entity.Label(main.Row) ?? "", [.. rows.SelectMany(r => r.Fields)])
        {
            AdvertiserId = coupon?.AdvertiserId ?? main.Entity.Advertiser(main.Row) ?? (main.Entity.Offer(main.Row) is { } offer && advertisers.TryGetValue(offer, out var id) ? id : null),
            PartnerId = main.Entity.Partner(main.Row),
        };
    }

    private static bool IsTold(AuditedEntity entity, EntityEntry entry) =>
        entity.OfOutside || (entry.State == EntityState.Modified && AuditOrigin.Current.Door != AuditDoor.System);

    private static List<AuditChange> FieldsOf(AuditedEntity entity, EntityEntry entry)
    {
        if (entity.Listed is { } listed)
        {
            var (was, stays) = (entry.State == EntityState.Deleted, entry.State == EntityState.Added);
            return was || stays ? [new("partner_on_list", was ? listed(entry.Entity) : null, stays ? listed(entry.Entity) : null)] : [];
        }

        var fields = new List<AuditChange>();
        foreach (var property in entry.Properties.Where(p => !p.Metadata.IsPrimaryKey() && entity.Tells(p.Metadata.Name)))
        {
            var before = entry.State == EntityState.Added ? null : property.OriginalValue;
            var after = entry.State == EntityState.Deleted ? null : property.CurrentValue;
            var isSecret = entity.Secret.Contains(property.Metadata.Name, StringComparer.Ordinal);
            if (!Equals(AuditValues.Text(before), AuditValues.Text(after)) || (isSecret && !Same(before, after)))
            {
                var name = SnakeCase.Of(property.Metadata.Name);
                fields.Add(isSecret ? AuditValues.Mask(name, before, after) : new(name, AuditValues.Text(before), AuditValues.Text(after)));
            }
        }

        return fields;
    }

    private static bool Same(object? a, object? b) => a is byte[] left && b is byte[] right ? left.AsSpan().SequenceEqual(right) : Equals(a, b);

    private sealed record Saved(AuditedEntity Entity, object Row, EntityState State, IReadOnlyList<AuditChange> Fields);
}

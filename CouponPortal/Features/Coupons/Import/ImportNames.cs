using System.Globalization;
using CouponPortal.Data;
using CouponPortal.Features.Coupons.Import.Columns;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Coupons.Import;

/// <summary>Names of the offers and partners that shown rows have by id.</summary>
public sealed record ImportNaming(IReadOnlyDictionary<int, string> Offers, IReadOnlyDictionary<int, string> Partners)
{
    public static ImportNaming None { get; } = new(new Dictionary<int, string>(), new Dictionary<int, string>());

    /// <summary>What ids in a column are called; null for other columns and for what is no id.</summary>
    public string? Of(ImportField? field, string cell)
    {
        var names = field switch
        {
            ImportField.OfferId => Offers,
            ImportField.AffiliateId or ImportField.PrivateIds => Partners,
            _ => null,
        };
        return names is null ? null : string.Join(", ", Ids(cell).Select(id => names.GetValueOrDefault(id)).OfType<string>()) is { Length: > 0 } said ? said : null;
    }

    internal static IEnumerable<int> Ids(string cell) =>
        cell.Split([';', ',', '|', ' '], StringSplitOptions.RemoveEmptyEntries).Select(p => int.TryParse(p, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0).Where(id => id > 0);
}

/// <summary>Looks up what a page of rows refers to: a file has ids, people know names.</summary>
public sealed class ImportNames(IDbContextFactory<PortalDbContext> contexts)
{
    private const int Most = 500;

    public async Task<ImportNaming> OfAsync(ImportView import, IReadOnlyList<ImportRowView> rows, CancellationToken cancel = default)
    {
        var (offers, partners) = (Ids(import, rows, ImportField.OfferId), Ids(import, rows, ImportField.AffiliateId, ImportField.PrivateIds));
        await using var db = await contexts.CreateDbContextAsync(cancel);
        return new(
            await db.Offers.Where(o => o.AdvertiserId == import.Batch.AdvertiserId && offers.Contains(o.Id)).ToDictionaryAsync(o => o.Id, o => o.Name, cancel),
            await db.Partners.Where(p => partners.Contains(p.Id)).ToDictionaryAsync(p => p.Id, p => p.Name, cancel));
    }

    private static int[] Ids(ImportView import, IReadOnlyList<ImportRowView> rows, params ReadOnlySpan<ImportField> fields)
    {
        var ids = new HashSet<int>();
        foreach (var field in fields)
        {
            if (import.Settings.Match.IndexOf(field) is { } column)
            {
                ids.UnionWith(rows.SelectMany(r => ImportNaming.Ids(r.Cells[column])));
            }

            ids.UnionWith(rows.SelectMany(r => r.Detail.Changes).Where(c => c.Field == ImportFields.NameOf(field)).SelectMany(c => ImportNaming.Ids(c.Old).Concat(ImportNaming.Ids(c.New))));
        }

        return [.. ids.Take(Most)];
    }
}

using CouponPortal.Domain.Coupons;
using CouponPortal.Features.Coupons.Import.Files;

namespace CouponPortal.Features.Coupons.Import.Columns;

/// <summary>How a column came to its field.</summary>
public enum ColumnFit
{
    /// <summary>By its name.</summary>
    Matched,

    /// <summary>As in the advertiser's last file with this header.</summary>
    Remembered,

    /// <summary>By hand.</summary>
    Chosen,

    /// <summary>Known to say nothing that a coupon keeps.</summary>
    Unused,

    /// <summary>Nobody knows yet; a file with such a column is not read further.</summary>
    Unknown,
}

/// <param name="Name">As the file spells it.</param>
/// <param name="Field">Null: not used.</param>
public sealed record ImportColumn(string Name, ImportField? Field, ColumnFit Fit);

/// <summary>Whose file it is, as far as its columns say.</summary>
public enum FileLayout
{
    /// <summary>The template of this product, which is Everflow's.</summary>
    Everflow,
    Pepperjam,
    Impact,
}

/// <summary>A header held against the fields.</summary>
public sealed record ColumnMatch(IReadOnlyList<ImportColumn> Columns, FileLayout Layout)
{
    /// <summary>The only missing columns that a value for all rows can stand in for.</summary>
    private static readonly ImportField[] Needed = [ImportField.OfferId, ImportField.AffiliateId, ImportField.CouponCode, ImportField.Status];

    public static ColumnMatch Of(IReadOnlyList<string> header)
    {
        var found = header.Select(ImportFields.Find).ToArray();
        var columns = new List<ImportColumn>(header.Count);
        for (var i = 0; i < header.Count; i++)
        {
            // Beside offer_id a column "offer" is the offer's name.
            var yields = found[i] is { Sure: false } loose && found.Where((f, j) => j != i && f?.Field == loose.Field && (f.Value.Sure || j < i)).Any();
            columns.Add(found[i] is { } match && !yields ? new(header[i], match.Field, ColumnFit.Matched)
                : new(header[i], null, yields || ImportFields.IsUnused(header[i]) ? ColumnFit.Unused : ColumnFit.Unknown));
        }

        return new(columns, LayoutOf(header.Select(ImportFields.Normal).ToHashSet(StringComparer.Ordinal)));
    }

    public int? IndexOf(ImportField field)
    {
        for (var i = 0; i < Columns.Count; i++)
        {
            if (Columns[i].Field == field)
            {
                return i;
            }
        }

        return null;
    }

    public bool Has(ImportField field) => IndexOf(field) is not null;

    public IReadOnlyList<string> Header => [.. Columns.Select(c => c.Name)];

    /// <summary>Columns that match a field; the delimiter that finds most is the file's.</summary>
    public int Known => Columns.Count(c => c.Field is not null);

    /// <summary>Every reason not to read the rows.</summary>
    /// <param name="hasOffer">An offer was named for all rows.</param>
    public IReadOnlyList<FileFault> Faults(CouponBatchKind mode, bool hasOffer)
    {
        var faults = new List<FileFault>();
        var repeated = Columns.Where(c => c.Name.Length > 0).GroupBy(c => ImportFields.Normal(c.Name), StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => g.First().Name)
            .Union(Columns.Where(c => c.Field is not null).GroupBy(c => c.Field).Where(g => g.Count() > 1).Select(g => string.Join(" and ", g.Select(c => c.Name).Distinct(StringComparer.Ordinal))), StringComparer.Ordinal).ToList();
        if (repeated.Count > 0)
        {
            faults.Add(new("repeated_column", $"Line 1: several columns are {Quoted(repeated)}. Keep one of each.", 1));
        }

        if (Columns.Where(c => c.Fit == ColumnFit.Unknown).Select(c => c.Name).ToList() is { Count: > 0 } unknown)
        {
            faults.Add(new("unknown_column", $"Line 1: no field is called {Quoted(unknown)}. Name a field of the template, or leave the column out.", 1));
        }

        if (Missing(mode, hasOffer) is { Count: > 0 } missing)
        {
            faults.Add(new("missing_column", $"Line 1: the file has no column {string.Join(", ", missing.Select(ImportFields.NameOf))}, which {(mode == CouponBatchKind.Add ? "adding" : "updating")} needs.", 1));
        }
        else if (mode == CouponBatchKind.Update && !Columns.Any(c => c.Field is not (null or ImportField.CouponCode or ImportField.CouponCodeId or ImportField.MatchMode)))
        {
            faults.Add(new("missing_column", "Line 1: beside coupon_code the file has no column with something to change.", 1));
        }

        return faults;
    }

    private List<ImportField> Missing(CouponBatchKind mode, bool hasOffer)
    {
        ImportField[] needed = mode == CouponBatchKind.Add ? Needed : [ImportField.CouponCode];
        return [.. needed.Where(f => !Has(f) && !IsImplied(f, hasOffer))];
    }

    private bool IsImplied(ImportField field, bool hasOffer) => field switch
    {
        ImportField.OfferId => hasOffer,
        ImportField.AffiliateId => Has(ImportField.PrivateIds),

        // Their files hold what is to be used: it is active.
        ImportField.Status => Layout != FileLayout.Everflow,
        _ => false,
    };

    private static FileLayout LayoutOf(HashSet<string> names) => names switch
    {
        _ when names.Overlaps(["creditrule", "matchmode", "mediaid", "activestartdate", "activeenddate"]) => FileLayout.Impact,
        _ when names.Overlaps(["privateids", "privateaffiliates", "personalized"]) && !names.Overlaps(["affiliateid", "partnerid", "publisherid"]) => FileLayout.Pepperjam,
        _ => FileLayout.Everflow,
    };

    private static string Quoted(IEnumerable<string> names) => string.Join(", ", names.Select(n => $"“{(n.Length > 60 ? n[..60] + "…" : n)}”"));
}

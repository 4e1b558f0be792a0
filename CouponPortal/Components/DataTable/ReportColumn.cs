namespace CouponPortal.Components.DataTable;

/// <summary>A column that a report can show.</summary>
/// <param name="Key">As the address spells it: the API's field name where it has one.</param>
/// <param name="Title">The head.</param>
/// <param name="IsNumeric">Aligned as figures are.</param>
/// <param name="IsDefault">Shown unless the address says which.</param>
public sealed record ReportColumn(string Key, string Title, bool IsNumeric = false, bool IsDefault = false)
{
    /// <summary>The columns that an address names (<c>columns=a,b,c</c>), in its order; unknown ones are left aside. Without any: the defaults.</summary>
    public static IReadOnlyList<ReportColumn> Shown(string? text, IReadOnlyList<ReportColumn> all)
    {
        var named = (text ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(key => all.FirstOrDefault(c => string.Equals(c.Key, key, StringComparison.OrdinalIgnoreCase))).OfType<ReportColumn>().Distinct().ToList();
        return named.Count > 0 ? named : [.. all.Where(c => c.IsDefault)];
    }
}

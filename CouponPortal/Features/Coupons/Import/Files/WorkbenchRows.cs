using System.Globalization;
using CouponPortal.Data.Writer;
using CouponPortal.Features.Coupons.Bulk;

namespace CouponPortal.Features.Coupons.Import.Files;

/// <summary>A row of an uploaded file with what was found out about it.</summary>
/// <param name="Line">Where it begins in the file; its name here, too.</param>
/// <param name="Kind">Null until it is judged.</param>
/// <param name="Detail"><see cref="Columns.RowDetail"/> as JSON; empty for a plain new coupon.</param>
public sealed record WorkbenchRow(int Line, IReadOnlyList<string> Cells, EntryOutcome? Kind, string Detail);

/// <summary>What is read of a workbench.</summary>
internal sealed partial class Workbench
{
    /// <summary>Rows by <see cref="SortKey"/>, ordinal, then by line.</summary>
    public IEnumerable<WorkbenchRow> ByCode(int codeColumn) => Select($"SELECT r.line, NULL, NULL, {CellList} FROM rows r ORDER BY {CodeOf(codeColumn)}, r.line");

    public IReadOnlyList<WorkbenchRow> OfCode(int codeColumn, string sortKey) =>
        [.. Select($"SELECT r.line, v.kind, v.detail, {CellList} FROM rows r LEFT JOIN verdicts v USING (line) WHERE {CodeOf(codeColumn)} = ? ORDER BY r.line", s => s.Bind(sortKey))];

    /// <summary>The first rows as the file has them.</summary>
    public IEnumerable<WorkbenchRow> First(int count) => Page(null, 0, count);

    public WorkbenchRow? Row(int line) =>
        Select($"SELECT r.line, v.kind, v.detail, {CellList} FROM rows r LEFT JOIN verdicts v USING (line) WHERE r.line = ?", s => s.Bind(line)).SingleOrDefault();

    /// <param name="kind">Null: all.</param>
    public IReadOnlyList<WorkbenchRow> Page(EntryOutcome? kind, int skip, int take) => [.. Select(Listed(kind) + " ORDER BY r.line LIMIT ? OFFSET ?", s => s.Bind(take).Bind(skip))];

    /// <summary>Rows after a line, the file's order.</summary>
    public IReadOnlyList<WorkbenchRow> After(EntryOutcome? kind, int line, int take) => [.. Select(Listed(kind, "r.line > ?") + " ORDER BY r.line LIMIT ?", s => s.Bind(line).Bind(take))];

    public IEnumerable<WorkbenchRow> All(EntryOutcome kind) => Select(Listed(kind) + " ORDER BY r.line");

    /// <summary>How many rows of each kind; new ones are those without a verdict.</summary>
    public IReadOnlyDictionary<EntryOutcome, int> Counts()
    {
        var counts = Enum.GetValues<EntryOutcome>().ToDictionary(k => k, _ => 0);
        var all = Prepared("SELECT count(*) FROM rows");
        all.Step();
        var total = (int)all.Int64(0);
        all.Reset();
        var kinds = Prepared("SELECT kind, count(*) FROM verdicts GROUP BY kind");
        while (kinds.Step())
        {
            counts[(EntryOutcome)kinds.Int64(0)] = (int)kinds.Int64(1);
        }

        kinds.Reset();
        counts[EntryOutcome.Created] += total - counts.Values.Sum();
        return counts;
    }

    /// <summary>What a column has of e-mail addresses, each once.</summary>
    public IReadOnlyList<string> Emails(int column)
    {
        var cell = string.Create(CultureInfo.InvariantCulture, $"c{column}");
        var statement = Prepared($"SELECT DISTINCT trim({cell}, {Blanks}) FROM rows WHERE {cell} LIKE '%@%'");
        var emails = new List<string>();
        while (statement.Step())
        {
            emails.Add(statement.Text(0)!);
        }

        statement.Reset();
        return emails;
    }

    private string CellList => string.Join(", ", Enumerable.Range(0, _columns).Select(i => string.Create(CultureInfo.InvariantCulture, $"r.c{i}")));

    private string Listed(EntryOutcome? kind, string? where = null)
    {
        var head = $"SELECT r.line, v.kind, v.detail, {CellList} FROM ";
        var more = where is null ? "" : " AND " + where;
        return kind switch
        {
            null => $"{head}rows r LEFT JOIN verdicts v USING (line) WHERE 1{more}",
            EntryOutcome.Created => $"{head}rows r LEFT JOIN verdicts v USING (line) WHERE coalesce(v.kind, 0) = 0{more}",
            _ => $"{head}verdicts v CROSS JOIN rows r USING (line) WHERE v.kind = {(int)kind}{more.Replace("r.line", "v.line", StringComparison.Ordinal)}",
        };
    }

    private IEnumerable<WorkbenchRow> Select(string sql, Action<SqliteStatement>? bind = null)
    {
        var statement = Prepared(sql);
        bind?.Invoke(statement);
        try
        {
            while (statement.Step())
            {
                var cells = new string[_columns];
                for (var i = 0; i < cells.Length; i++)
                {
                    cells[i] = statement.Text(i + 3) ?? "";
                }

                yield return new((int)statement.Int64(0), cells, (EntryOutcome?)statement.NullableInt64(1), statement.Text(2) ?? "");
            }
        }
        finally
        {
            statement.Reset();
        }
    }
}

using System.Globalization;
using CouponPortal.Data;
using CouponPortal.Data.Writer;
using CouponPortal.Features.Coupons.Bulk;
using SQLitePCL;

namespace CouponPortal.Features.Coupons.Import.Files;

/// <summary>
/// The rows of one import in a SQLite file of their own, whatever the product's engine: sorted, edited and paged there, a million rows cost no memory.
/// Nothing of it is synced: after a power cut the file is uploaded again. A verdict is kept for every row but a plain new one, which is most of a big file.
/// </summary>
internal sealed partial class Workbench : IDisposable
{
    // What string.Trim() takes away: SQLite orders by the code that the rules see.
    private const string Blanks = "char(9,10,11,12,13,32,133,160,5760,8192,8193,8194,8195,8196,8197,8198,8199,8200,8201,8202,8232,8233,8239,8287,12288)";

    /// <summary>Sorts every code that has other than ASCII characters; behind all others.</summary>
    public const string Odd = "~";

    private readonly sqlite3 _file;
    private readonly Dictionary<string, SqliteStatement> _statements = new(StringComparer.Ordinal);
    private readonly int _columns;
    private Workbench(sqlite3 file, int columns) => (_file, _columns) = (file, columns);

    private string Cells => string.Concat(Enumerable.Range(0, _columns).Select(i => string.Create(CultureInfo.InvariantCulture, $", c{i}")));

    public static Workbench Create(string path, int columns)
    {
        var bench = new Workbench(OpenFile(path, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE), columns);
        bench.Run("PRAGMA journal_mode=OFF");
        bench.Run($"CREATE TABLE rows(line INTEGER PRIMARY KEY{bench.Cells}); CREATE TABLE verdicts(line INTEGER PRIMARY KEY, kind INTEGER NOT NULL, detail TEXT NOT NULL); CREATE INDEX by_kind ON verdicts(kind, line);");
        return bench;
    }

    /// <param name="columns">As many as it was made with.</param>
    public static Workbench Open(string path, int columns) => new(OpenFile(path, raw.SQLITE_OPEN_READWRITE), columns);

    /// <summary>Takes every row of a file.</summary>
    /// <returns>How many.</returns>
    /// <exception cref="FileFaultException">The file is malformed, or has too many rows.</exception>
    public int Load(CsvRows rows, CancellationToken cancel)
    {
        var insert = Prepared($"INSERT INTO rows VALUES(?{string.Concat(Enumerable.Repeat(",?", _columns))})");
        var count = 0;
        Run("BEGIN");
        while (rows.Read())
        {
            if (++count > FileLimits.MaxRows)
            {
                throw new FileFaultException(new("too_many_rows", string.Create(CultureInfo.InvariantCulture, $"The file has more than {FileLimits.MaxRows:N0} rows. Split it into several.")));
            }

            cancel.ThrowIfCancellationRequested();
            insert.Bind(rows.Line);
            for (var i = 0; i < _columns; i++)
            {
                insert.BindUtf8(rows.Cell(i));
            }

            insert.Execute();
        }

        // From here on readers and writers meet in it.
        Run("COMMIT; PRAGMA journal_mode=WAL");
        return count;
    }

    /// <summary>Makes <see cref="ByCode"/> quick; does nothing when this column was named last. The index has whole rows: they are read as they lie there.</summary>
    public void SortBy(int codeColumn)
    {
        var asked = Prepared("PRAGMA user_version");
        asked.Step();
        var now = asked.Int64(0);
        asked.Reset();
        if (now != codeColumn + 1)
        {
            Run(string.Create(CultureInfo.InvariantCulture, $"DROP INDEX IF EXISTS by_code; CREATE INDEX by_code ON rows({CodeOf(codeColumn)}, line{Cells}); PRAGMA user_version = {codeColumn + 1}"));
        }
    }

    /// <summary>Forgets all verdicts.</summary>
    public void Unjudge() => Run("DELETE FROM verdicts");

    public bool IsJudged()
    {
        var any = Prepared("SELECT EXISTS (SELECT 1 FROM verdicts)");
        any.Step();
        var judged = any.Int64(0) == 1;
        any.Reset();
        return judged;
    }

    /// <summary>
    /// The normal code. One with other than ASCII characters can be no coupon's and stands for itself alone: SQLite would not order them as .NET does.
    /// </summary>
    public static string SortKey(string cell)
    {
        var code = cell.Trim();
        return code.AsSpan().ContainsAnyExceptInRange(' ', '~') ? Odd : code.ToUpperInvariant();
    }

    /// <param name="isFirst">No row has a verdict yet, so none needs to be forgotten.</param>
    public void Judge(int line, EntryOutcome kind, string detail, bool isFirst)
    {
        if (kind == EntryOutcome.Created && detail.Length == 0)
        {
            if (isFirst)
            {
                return;
            }

            Prepared("DELETE FROM verdicts WHERE line = ?").Bind(line).Execute();
        }
        else
        {
            Prepared("INSERT OR REPLACE INTO verdicts VALUES(?, ?, ?)").Bind(line).Bind((long)kind).Bind(detail).Execute();
        }
    }

    public void Change(int line, int column, string text) =>
        Prepared(string.Create(CultureInfo.InvariantCulture, $"UPDATE rows SET c{column} = ? WHERE line = ?")).Bind(text).Bind(line).Execute();

    public bool Remove(int line)
    {
        Prepared("DELETE FROM verdicts WHERE line = ?").Bind(line).Execute();
        return Prepared("DELETE FROM rows WHERE line = ?").Bind(line).Execute() > 0;
    }

    public void Run(string sql)
    {
        if (raw.sqlite3_exec(_file, sql) != raw.SQLITE_OK)
        {
            throw new InvalidOperationException($"The import's file: {raw.sqlite3_errmsg(_file).utf8_to_string()}");
        }
    }

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
        {
            statement.Close();
        }

        _file.Dispose();
    }

    private static sqlite3 OpenFile(string path, int flags)
    {
        if (raw.sqlite3_open_v2(path, out var file, flags, null) != raw.SQLITE_OK)
        {
            throw new StoreUnavailableException($"{path}: {raw.sqlite3_errmsg(file).utf8_to_string()}");
        }

        SqliteBusy.BePatient(file);
        _ = raw.sqlite3_exec(file, "PRAGMA synchronous=OFF; PRAGMA cache_size=-4096; PRAGMA temp_store=FILE;");
        return file;
    }

    // As SortKey.
    private static string CodeOf(int column)
    {
        var code = string.Create(CultureInfo.InvariantCulture, $"trim(coalesce(c{column}, ''), {Blanks})");
        return $"CASE WHEN {code} GLOB '*[^ -~]*' THEN '~' ELSE upper({code}) END";
    }

    private SqliteStatement Prepared(string sql)
    {
        if (!_statements.TryGetValue(sql, out var statement))
        {
            _statements[sql] = statement = new SqliteStatement(_file, sql);
        }

        return statement;
    }
}

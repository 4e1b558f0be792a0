using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Coupons;
using CouponPortal.Features.Coupons.Bulk;
using CouponPortal.Features.Coupons.Import.Columns;
using CouponPortal.Features.Coupons.Import.Files;

namespace CouponPortal.Features.Coupons.Import;

/// <summary>The rows of a workbench as entries of a bulk act, and the act's verdicts back to the workbench. Rows are in memory between the two only.</summary>
internal sealed class ImportRun
{
    private const int EmailsAtOnce = 1_000;
    private readonly string _path;
    private readonly int _columns;
    private readonly RowReader _reader;
    private readonly PartnerEmails _emails = new();
    private readonly Dictionary<int, (WorkbenchRow Row, FieldErrors? Faults)> _open = [];
    private bool _isFirst;

    private ImportRun(CouponBatch batch, string path)
    {
        var settings = ImportSettings.Parse(batch.Settings) ?? throw new InvalidOperationException($"Batch {batch.Id} is no import.");
        (_path, _columns) = (path, settings.Columns.Count);
        _reader = new RowReader(settings.Match, batch.Kind, settings.OfferId);
    }

    public int CodeColumn => _reader.CodeColumn;

    /// <param name="afresh">Forgets what was judged before: the columns are others now.</param>
    public static async Task<ImportRun> BeginAsync(PortalDbContext db, CouponBatch batch, string path, bool afresh, CancellationToken cancel)
    {
        var run = new ImportRun(batch, path);
        using var bench = run.Open();
        if (afresh)
        {
            bench.Unjudge();
        }

        bench.SortBy(run.CodeColumn);
        run._isFirst = !bench.IsJudged();
        if (run._reader.AffiliateColumn is { } column)
        {
            foreach (var emails in bench.Emails(column).Chunk(EmailsAtOnce))
            {
                await run._emails.LearnAsync(db, emails, cancel);
            }
        }

        return run;
    }

    public Workbench Open() => Workbench.Open(_path, _columns);

    /// <summary>By normal code, as bulk acts take them.</summary>
    public IEnumerable<CouponEntry> Entries()
    {
        using var bench = Open();
        foreach (var row in bench.ByCode(CodeColumn))
        {
            yield return Entry(row);
        }
    }

    public CouponEntry Entry(WorkbenchRow row)
    {
        var entry = _reader.Read(row, _emails.Known);
        _open[row.Line] = (row, entry.Faults);
        return entry;
    }

    /// <summary>Keeps verdicts of entries that were given.</summary>
    public void Told(IReadOnlyList<EntryVerdict> verdicts)
    {
        if (_isFirst && verdicts.All(IsPlain))
        {
            foreach (var verdict in verdicts)
            {
                _open.Remove(verdict.Line);
            }

            return;
        }

        using var bench = Open();
        bench.Run("BEGIN");
        foreach (var verdict in verdicts)
        {
            _open.Remove(verdict.Line, out var open);
            bench.Judge(verdict.Line, verdict.Kind, IsPlain(verdict) ? "" : RowDetail.Of(verdict, open.Faults, field => _reader.ColumnOf(field, open.Row)).ToJson(), _isFirst);
        }

        bench.Run("COMMIT");
    }

    // Most rows of a big file: there is nothing to say of them.
    private static bool IsPlain(EntryVerdict verdict) => verdict.Kind == EntryOutcome.Created && verdict.Notices.Count == 0;
}

using System.Runtime.CompilerServices;
using CouponPortal.Data;
using CouponPortal.Data.Sql;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Features.Reports.Sql;

namespace CouponPortal.Features.Reports;

/// <summary>
/// The one query of every report page, the API and exports. It reads rollups where these have what is asked for and are complete, else clicks and orders; either
/// way the same figures, of one moment.
/// </summary>
public sealed class ReportData(Database database, TimeProvider time)
{
    // Names are looked up for so many rows of an export at once.
    private const int StreamedTogether = 500;

    /// <returns>Null when the actor sees nothing of what is asked for: the same as for an advertiser that is not there.</returns>
    /// <exception cref="ArgumentException">The report fails <see cref="ReportSpec.Check"/>.</exception>
    /// <exception cref="OperationCanceledException">The store has stopped working on it.</exception>
    public Task<ReportResult?> RunAsync(Actor actor, ReportSpec spec, CancellationToken cancel) =>
        // SQLite works on the thread that asks; a page must stay free to cancel it.
        Task.Run(() => ReadPageAsync(actor, Checked(spec), cancel), cancel);

    /// <summary>Every row that the filter matches, in the report's order, read as it is consumed; none when the actor sees nothing of it.</summary>
    /// <inheritdoc cref="RunAsync"/>
    public async IAsyncEnumerable<ReportRow> StreamAsync(Actor actor, ReportSpec spec, [EnumeratorCancellation] CancellationToken cancel)
    {
        await using var session = await ReadSession.OpenAsync(database, cancel);
        if (await new ReportPlanning(database, time).PlanAsync(session, actor, Checked(spec), cancel) is not { } plan)
        {
            yield break;
        }

        await using var db = database.CreateDbContext();
        var statement = new ReportStatement(database.Provider, plan).Prepare(session, paged: false, cancel);
        var waiting = new List<ReportLine>(StreamedTogether);
        await foreach (var line in ReportLine.ReadAsync(session, statement, plan.Spec, cancel))
        {
            if (!line.IsTotal)
            {
                waiting.Add(line);
            }

            if (waiting.Count == StreamedTogether)
            {
                foreach (var row in await ReportLine.LabelAsync(db, actor, plan.Spec, waiting, cancel))
                {
                    yield return row;
                }

                waiting.Clear();
            }
        }

        foreach (var row in await ReportLine.LabelAsync(db, actor, plan.Spec, waiting, cancel))
        {
            yield return row;
        }
    }

    private async Task<ReportResult?> ReadPageAsync(Actor actor, ReportSpec spec, CancellationToken cancel)
    {
        await using var session = await ReadSession.OpenAsync(database, cancel);
        if (await new ReportPlanning(database, time).PlanAsync(session, actor, spec, cancel) is not { } plan)
        {
            return null;
        }

        var lines = new List<ReportLine>();
        var totals = ReportLine.Empty(plan.Spec);
        await foreach (var line in ReportLine.ReadAsync(session, new ReportStatement(database.Provider, plan).Prepare(session, paged: true, cancel), plan.Spec, cancel))
        {
            if (line.IsTotal)
            {
                totals = line;
            }
            else
            {
                lines.Add(line);
            }
        }

        await using var db = database.CreateDbContext();
        var rows = await ReportLine.LabelAsync(db, actor, plan.Spec, lines, cancel);
        return new(plan.Spec, rows, totals.Count, totals.Figures, totals.Compared, plan.Zone, ReportFiguresReader.MainCurrency(plan.Spec, totals.Figures), !plan.UsesRows);
    }

    private static ReportSpec Checked(ReportSpec spec)
    {
        var errors = new FieldErrors();
        spec.Check(errors);
        return errors.Any ? throw new ArgumentException(errors.ToString(), nameof(spec)) : spec;
    }
}

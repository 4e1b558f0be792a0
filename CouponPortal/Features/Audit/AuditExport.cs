using System.Globalization;
using System.Runtime.CompilerServices;
using CouponPortal.Data.Audit;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Features.Views;

namespace CouponPortal.Features.Audit;

/// <summary>The log as a file: a line for each field that changed, so that it can be sorted and counted; an entry without fields has one line.</summary>
public sealed class AuditExport(AuditList list) : IExportSource
{
    private const int Chunk = 1_000;

    private static readonly string[] Header =
        ["id", "time", "who", "door", "address", "act", "subject", "subject_id", "label", "advertiser_id", "partner_id", "batch_id", "field", "before", "after", "hash"];

    public string Page => AuditPage.Path;

    public string Title => "Audit Log";

    public Task<Outcome<ExportTable>> OpenAsync(Actor actor, ReportQuery query, CancellationToken cancel) => Task.FromResult(AuditAccess.MayRead(actor)
        ? Outcome.Done(new ExportTable(Header, RowsAsync(actor, AuditFilter.Of(query).Filter, cancel)))
        : new Outcome<ExportTable>.Forbidden(AuditPage.Refusal));

    private async IAsyncEnumerable<IReadOnlyList<object>> RowsAsync(Actor actor, AuditFilter filter, [EnumeratorCancellation] CancellationToken cancel)
    {
        long? before = null;
        do
        {
            var slice = await list.NewestAsync(actor, filter, Chunk, before, cancel);
            foreach (var row in slice.Rows)
            {
                var changes = AuditValues.Read(row.Changes);
                foreach (var change in changes.Count > 0 ? changes : [new AuditChange("", null, null)])
                {
                    yield return
                    [
                        row.Id, row.At.ToString("yyyy-MM-ddTHH:mm:ss'Z'", CultureInfo.InvariantCulture), row.Who, SnakeCase.Of(row.Door), row.Address, SnakeCase.Of(row.Act), row.Subject, row.SubjectId,
                        row.Label, Id(row.AdvertiserId), Id(row.PartnerId), Id(row.BatchId), change.Field, change.Before ?? "", change.After ?? "", Convert.ToHexStringLower(row.Hash),
                    ];
                }
            }

            before = slice.NextAfter;
        }
        while (before is not null);
    }

    private static object Id(int? id) => id is { } known ? known : "";
}

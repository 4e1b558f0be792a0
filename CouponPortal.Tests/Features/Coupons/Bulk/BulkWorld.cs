using CouponPortal.Data;
using CouponPortal.Domain.Coupons;
using CouponPortal.Features.Coupons;
using CouponPortal.Features.Coupons.Bulk;
using CouponPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using static CouponPortal.Tests.Features.Coupons.CouponWorld;

namespace CouponPortal.Tests.Features.Coupons.Bulk;

/// <summary>A coupon world with the bulk acts around it.</summary>
internal sealed class BulkWorld : IAsyncDisposable
{
    private readonly Faults _log = new();

    private readonly Database? _node;

    private BulkWorld(CouponWorld world, Database? node = null)
    {
        (World, _node) = (world, node);
        var database = node ?? world.Database;
        Runs = new BatchRuns(database, world.Time, _log);
        Batches = new CouponBatches(database, Runs, world.Time);
        Undo = new UndoBatch(database, Runs, world.Time);
        List = new CouponBatchList(database);
    }

    public CouponWorld World { get; }

    public BatchRuns Runs { get; }

    public CouponBatches Batches { get; }

    public UndoBatch Undo { get; }

    public CouponBatchList List { get; }

    public static async Task<BulkWorld> NewAsync(DatabaseProvider engine) => new(await CouponWorld.NewAsync(engine));

    public static async Task<BulkWorld> OnAsync(TestDatabase test) => new(await CouponWorld.OnAsync(test));

    /// <summary>Another side on the same store: with connections of its own where two processes may share one, else beside this one in the same process.</summary>
    public BulkWorld OtherNode() => new(World, World.Database.Provider == DatabaseProvider.Postgres ? new Database(DatabaseProvider.Postgres, World.Database.ConnectionString) : World.Database);

    /// <summary>Entries that create these drafts, on lines from 2 as in a file with a header.</summary>
    public static IReadOnlyList<CouponEntry> Adding(params IReadOnlyList<CouponDraft> drafts) =>
        [.. drafts.Select((d, i) => new CouponEntry(i + 2, d.Code, null, _ => d)).OrderBy(e => CouponEntry.NormalCodeOf(e.Code), StringComparer.Ordinal)];

    public static CouponEntry Changing(int line, string code, Func<CouponDraft, CouponDraft> change, int? id = null) => new(line, code, id, change);

    public async Task<(CouponBatch Batch, IReadOnlyList<EntryVerdict> Verdicts)> JudgeAsync(CouponBatchKind kind, params IReadOnlyList<CouponEntry> entries)
    {
        var verdicts = new List<EntryVerdict>();
        var id = await NewAsync(kind, entries.Count);
        Done(await Batches.JudgeAsync(Manager, id, entries, verdicts.AddRange));
        return (await EndAsync(id), [.. verdicts.OrderBy(v => v.Line)]);
    }

    public async Task<(CouponBatch Batch, IReadOnlyList<EntryVerdict> Verdicts)> ApplyAsync(CouponBatchKind kind, params IReadOnlyList<CouponEntry> entries)
    {
        var verdicts = new List<EntryVerdict>();
        var id = await NewAsync(kind, entries.Count);
        Done(await Batches.ApplyAsync(Manager, id, entries, verdicts.AddRange));
        return (await EndAsync(id), [.. verdicts.OrderBy(v => v.Line)]);
    }

    public async Task<int> NewAsync(CouponBatchKind kind, int rows) => Done(await Batches.CreateAsync(Manager, new NewBatch(Shop, kind, rows))).Id;

    public async Task<CouponBatch> UndoneAsync(int id)
    {
        Done(await Undo.UndoAsync(Manager, id));
        return await EndAsync(id);
    }

    /// <summary>Coupons by code and id, each as a line.</summary>
    public Task<List<string>> CouponsAsync() => World.ReadAsync(async db => (await db.Coupons.Include(c => c.Partners).AsNoTracking().ToListAsync())
        .OrderBy(c => c.NormalCode, StringComparer.Ordinal).ThenBy(c => c.Id)
        .Select(c => $"{c.Code} {c.OfferId} [{string.Join(',', c.PartnerIds)}] {c.Status} {c.StartDate:yyyy-MM-dd}..{c.EndDate:yyyy-MM-dd}").ToList());

    public async Task<CouponBatch> EndAsync(int id)
    {
        await Runs.WaitAsync(id);
        Assert.Null(_log.First);
        return await List.OneAsync(Manager, id) ?? throw new InvalidOperationException("The batch is gone.");
    }

    public async ValueTask DisposeAsync()
    {
        Runs.Dispose();
        if (_node is null)
        {
            await World.DisposeAsync();
        }
        else if (_node != World.Database)
        {
            await _node.DisposeAsync();
        }
    }

    private sealed class Faults : ILogger<BatchRuns>
    {
        public Exception? First { get; private set; }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => First ??= exception;
    }
}

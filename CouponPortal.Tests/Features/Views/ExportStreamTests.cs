using System.Diagnostics;
using CouponPortal.Data;
using CouponPortal.Domain.Reports;
using CouponPortal.Features.Views;
using CouponPortal.Features.Views.Files;
using CouponPortal.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace CouponPortal.Tests.Features.Views;

/// <summary>A file of 200,000 rows is never in memory, and is not made for nobody.</summary>
[Collection(nameof(ManyEvents))]
public sealed class ExportStreamTests(ManyEvents stores, ITestOutputHelper output)
{
    private const int LookEvery = 20_000;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseProvider.Sqlite, ExportFormat.Csv)]
    [InlineData(DatabaseProvider.Sqlite, ExportFormat.Xlsx)]
    [InlineData(DatabaseProvider.Postgres, ExportFormat.Csv)]
    [InlineData(DatabaseProvider.Postgres, ExportFormat.Xlsx)]
    public async Task File_of_200000_rows_keeps_some_pieces_of_them_in_memory_and_sends_as_it_reads(DatabaseProvider engine, ExportFormat format)
    {
        var world = await stores.OnAsync(engine);
        var table = (await world.Export("conversions").OpenAsync(ManyEvents.Admin, new ReportQuery("range=all"), Stop)).Done();
        var sink = new Sink();
        var (rows, mostAlive, sent) = (new List<WeakReference>(ManyEvents.Orders), 0, new List<long>());
        var watch = Stopwatch.StartNew();

        await ExportFile.WriteAsync(format, sink, "Orders", table.Header, Watched(), Stop);

        output.WriteLine($"{engine} {format}: {rows.Count} rows, {sink.Length} bytes in {watch.ElapsedMilliseconds} ms; at most {mostAlive} rows alive, largest write {sink.Largest} bytes.");
        Assert.Equal(ManyEvents.Orders, rows.Count);

        // Of other tests' memory nothing is said: these are this export's own rows, and its own writes.
        Assert.InRange(mostAlive, 1, 100);
        Assert.InRange(sink.Largest, 1, 512 * 1024);
        Assert.All(sent.Index(), s => Assert.InRange(s.Item, (sink.Length * (s.Index + 1) / 10 * 8 / 10) - (512 * 1024), sink.Length));

        async IAsyncEnumerable<IReadOnlyList<object>> Watched()
        {
            await foreach (var row in table.Rows)
            {
                rows.Add(new WeakReference(row));
                yield return row;
                if (rows.Count % LookEvery == 0)
                {
                    sent.Add(sink.Length);
#pragma warning disable S1215 // What is alive is what a collection leaves.
                    GC.Collect();
#pragma warning restore S1215
                    mostAlive = Math.Max(mostAlive, rows.Count(r => r.IsAlive));
                }
            }
        }
    }

    [Theory, BothEngines]
    public async Task Browser_that_leaves_ends_the_reading(DatabaseProvider engine)
    {
        var world = await stores.OnAsync(engine);
        await using var host = PortalHost.With(("Database:Provider", engine == DatabaseProvider.Sqlite ? "sqlite" : "postgres"), ("Database:ConnectionString", world.Store.ConnectionString));
        host.UseKestrel(0);
        host.StartServer();
        using var browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = host.ClientOptions.BaseAddress };
        await browser.SignInAsync(PortalHost.AdminEmail, PortalHost.AdminPassword);

        // The amount tells this report's queries from all others' in this process.
        var amount = 900_000_000L + (int)engine;
        using var watch = new Watch(amount * 100, $"amount_to={amount}");
        using (var answer = await browser.GetAsync(new Uri($"reports/export/conversions?format=csv&range=all&amount_to={amount}", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, Stop))
        {
            answer.EnsureSuccessStatusCode();
            await using var body = await answer.Content.ReadAsStreamAsync(Stop);
            Assert.True(await body.ReadAsync(new byte[1024], Stop) > 0);
        }

        await Until.TrueAsync(() => watch.IsOver);
        output.WriteLine($"{engine}: over after {watch.Queries} of {ManyEvents.Orders / 2_000} pieces.");
        Assert.InRange(watch.Queries, 1, ManyEvents.Orders / 2_000 / 2);
    }

    private sealed class Sink : Stream
    {
        private long _length;

        public int Largest { get; private set; }

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => _length;

        public override long Position { get => _length; set => throw new NotSupportedException(); }

        public override void Write(byte[] buffer, int offset, int count) => Take(count);

        public override void Write(ReadOnlySpan<byte> buffer) => Take(buffer.Length);

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        {
            Take(count);
            return Task.CompletedTask;
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Take(buffer.Length);
            return ValueTask.CompletedTask;
        }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        private void Take(int count) => (_length, Largest) = (_length + count, Math.Max(Largest, count));
    }

    /// <summary>Counts the queries that have a value, and sees the end of the request that has a text in its query.</summary>
    private sealed class Watch : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
    {
        private readonly List<IDisposable> _subscribed = [];
        private readonly long _value;
        private readonly string _query;
        private int _queries;
        private volatile bool _isOver;

        public Watch(long value, string query)
        {
            (_value, _query) = (value, query);
            _subscribed.Add(DiagnosticListener.AllListeners.Subscribe(this));
        }

        public int Queries => Volatile.Read(ref _queries);

        public bool IsOver => _isOver;

        public void OnNext(DiagnosticListener value)
        {
            if (value.Name is "Microsoft.EntityFrameworkCore" or "Microsoft.AspNetCore")
            {
                lock (_subscribed)
                {
                    _subscribed.Add(value.Subscribe(this));
                }
            }
        }

        public void OnNext(KeyValuePair<string, object?> value)
        {
            if (value.Value is CommandEventData { Command: { } command } && value.Key == RelationalEventId.CommandExecuting.Name
                && command.Parameters.Cast<System.Data.Common.DbParameter>().Any(p => p.Value is long number && number == _value))
            {
                Interlocked.Increment(ref _queries);
            }
            else if (value is { Key: "Microsoft.AspNetCore.Hosting.HttpRequestIn.Stop", Value: HttpContext http } && http.Request.QueryString.Value?.Contains(_query, StringComparison.Ordinal) == true)
            {
                _isOver = true;
            }
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }

        public void Dispose()
        {
            lock (_subscribed)
            {
                _subscribed.ForEach(s => s.Dispose());
            }
        }
    }
}

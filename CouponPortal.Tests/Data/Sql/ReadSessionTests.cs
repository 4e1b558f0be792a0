using System.Diagnostics;
using CouponPortal.Data;
using CouponPortal.Data.Sql;
using CouponPortal.Tests.Support;

namespace CouponPortal.Tests.Data.Sql;

public sealed class ReadSessionTests
{
    // Hours of work on either engine, without a table.
    private const string Endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000000000) SELECT COUNT(*) FROM n";

    [Theory, BothEngines]
    public async Task A_query_that_is_cancelled_ends_at_once(DatabaseProvider engine)
    {
        await using var test = await TestDatabase.CreateAsync(engine);
        await using var session = await ReadSession.OpenAsync(test.Database, TestContext.Current.CancellationToken);
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        var watch = Stopwatch.StartNew();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.Run(
            async () =>
            {
                await foreach (var row in session.ReadAsync(new SqlText(engine).Add(Endless), stop.Token))
                {
                    Assert.Fail($"It counted to {row.Int64(0)}.");
                }
            },
            TestContext.Current.CancellationToken));

        Assert.InRange(watch.Elapsed.TotalSeconds, 0.1, 20);
    }

    [Theory, BothEngines]
    public async Task Two_reads_of_a_session_are_of_one_moment(DatabaseProvider engine)
    {
        await using var test = await TestDatabase.CreateAsync(engine);
        await using var session = await ReadSession.OpenAsync(test.Database, TestContext.Current.CancellationToken);
        var before = await CountAsync();

        await test.AddAsync(new CouponPortal.Domain.Advertisers.Advertiser { Name = "Later" });

        Assert.Equal(before, await CountAsync());

        async Task<long> CountAsync()
        {
            await foreach (var row in session.ReadAsync(new SqlText(engine).Add("SELECT COUNT(*) FROM advertisers"), TestContext.Current.CancellationToken))
            {
                return row.Int64(0);
            }

            throw new InvalidOperationException("A count is one row.");
        }
    }
}

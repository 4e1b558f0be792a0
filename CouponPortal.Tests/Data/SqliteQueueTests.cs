using CouponPortal.Data;
using CouponPortal.Data.Coupons;
using CouponPortal.Domain.Partners;
using CouponPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Tests.Data;

/// <summary>Who waits for whom when a bulk act and single saves want SQLite's one place to write.</summary>
public sealed class SqliteQueueTests
{
    [Fact]
    public async Task Save_within_a_transaction_goes_on_while_a_chunk_waits_for_that_transaction()
    {
        await using var test = await TestDatabase.CreateAsync(DatabaseProvider.Sqlite);
        await using var db = test.Db();
        await using var transaction = await db.Database.BeginTransactionAsync(TestContext.Current.CancellationToken);
        using var store = CouponStore.Open(test.Database);
        var chunk = Task.Run(() => store.BeginAsync(1, TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);

        for (var i = 0; i < 3; i++)
        {
            db.Partners.Add(new Partner { Name = $"Partner {i}", Email = $"p{i}@partner.example" });
            await db.SaveChangesAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(4), TestContext.Current.CancellationToken);
        }

        await transaction.CommitAsync(TestContext.Current.CancellationToken);
        var begun = await chunk;
        Assert.Equal(3, await begun.Partners.CountAsync(TestContext.Current.CancellationToken));
        store.Rollback();
    }
}

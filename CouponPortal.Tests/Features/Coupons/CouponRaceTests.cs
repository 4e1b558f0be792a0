using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Partners;
using CouponPortal.Features.Coupons;
using CouponPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using static CouponPortal.Tests.Features.Coupons.CouponWorld;

namespace CouponPortal.Tests.Features.Coupons;

public sealed class CouponRaceTests
{
    private const int Rivals = 20;

    [Theory, BothEngines]
    public async Task Of_twenty_who_create_one_code_for_different_partners_one_wins(DatabaseProvider engine)
    {
        await using var world = await NewAsync(engine);
        await world.ChangeAsync(db =>
        {
            db.Partners.AddRange(Enumerable.Range(100, Rivals).Select(id => new Partner { Id = id, Name = $"Partner {id}" }));
            return Task.CompletedTask;
        });

        var outcomes = await AtOnceAsync(i => world.Save.CreateAsync(Manager, Draft("SNAPDOG", 100 + i) with { OfferId = i % 2 == 0 ? Shoes : Hats }));

        Assert.Single(outcomes.OfType<Outcome<CouponRow>.Done>());
        Assert.Equal(Rivals - 1, outcomes.OfType<Outcome<CouponRow>.Conflict>().Count(c => c.Code == "code_taken"));
        Assert.Equal((1, 1), await world.ReadAsync(async db => (await db.Coupons.CountAsync(), await db.Approvals.CountAsync())));
    }

    [Theory, BothEngines]
    public async Task Of_twenty_who_change_one_coupon_from_the_same_version_one_wins(DatabaseProvider engine)
    {
        await using var world = await NewAsync(engine);
        var coupon = await world.CreatedAsync(Draft("SNAPDOG", Ann));

        var outcomes = await AtOnceAsync(i => world.Save.UpdateAsync(Manager, coupon.Id, CouponDraft.Of(coupon) with { InternalNote = $"note {i}" }));

        Assert.Single(outcomes.OfType<Outcome<CouponRow>.Done>());
        Assert.Equal(Rivals - 1, outcomes.OfType<Outcome<CouponRow>.Conflict>().Count(c => c.Code == "stale"));
    }

    [Fact]
    public async Task Save_holds_the_one_writers_place_of_SQLite_from_its_first_statement()
    {
        await using var world = await NewAsync(DatabaseProvider.Sqlite);
        await using var first = world.Database.CreateDbContext();
        await using var transaction = await first.Database.BeginTransactionAsync();
        await using var second = new Microsoft.Data.Sqlite.SqliteConnection(world.Database.ConnectionString);
        await second.OpenAsync();
        await using var begin = second.CreateCommand();
        (begin.CommandText, begin.CommandTimeout) = ("BEGIN IMMEDIATE", 1);

        var error = await Assert.ThrowsAsync<Microsoft.Data.Sqlite.SqliteException>(() => begin.ExecuteNonQueryAsync());

        const int Busy = 5;
        Assert.Equal(Busy, error.SqliteErrorCode);
    }

    private static async Task<Outcome<CouponRow>[]> AtOnceAsync(Func<int, Task<Outcome<CouponRow>>> act)
    {
        var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var all = Enumerable.Range(0, Rivals).Select(i => Task.Run(async () =>
        {
            await start.Task;
            return await act(i);
        })).ToArray();
        start.SetResult();
        return await Task.WhenAll(all);
    }
}

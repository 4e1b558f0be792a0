using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Conversions;
using CouponPortal.Features.Conversions;
using CouponPortal.Intake;
using CouponPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Tests.Features.Conversions;

public sealed class ChangeConversionStatusTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task A_change_is_kept_with_who_when_and_why(DatabaseProvider engine)
    {
        await using var store = await EventsDatabase.CreateAsync(engine);
        var order = await store.AddConversionAsync();
        var change = Change(store);

        var approved = await change.ChangeAsync(EventsDatabase.Manager, order.Id, ConversionStatus.Approved, " checked ", Cancel);
        var again = await change.ChangeAsync(EventsDatabase.Manager, order.Id, ConversionStatus.Approved, "twice", Cancel);
        store.Time.Advance(TimeSpan.FromHours(1));
        await change.ChangeAsync(EventsDatabase.Admin, order.Id, ConversionStatus.Rejected, null, Cancel);

        Assert.Equal(ConversionStatus.Approved, Assert.IsType<Outcome<Conversion>.Done>(approved).Value.Status);
        Assert.NotEmpty(Assert.IsType<Outcome<Conversion>.Done>(again).Notices);
        await using var db = store.Store.CreateDbContext();
        Assert.Equal(ConversionStatus.Rejected, (await db.Conversions.SingleAsync(Cancel)).Status);
        var rows = await db.ConversionChanges.OrderBy(c => c.Id).ToListAsync(Cancel);
        Assert.Equal(
            [
                (order.Id, EventsDatabase.Noon, "manager", ConversionStatus.Pending, ConversionStatus.Approved, "checked"),
                (order.Id, EventsDatabase.Noon.AddHours(1), "admin", ConversionStatus.Approved, ConversionStatus.Rejected, ""),
            ],
            rows.Select(r => (r.ConversionId, r.At, r.By, r.FromStatus, r.ToStatus, r.Note)));
    }

    [Theory, BothEngines]
    public async Task Who_may_not_changes_nothing(DatabaseProvider engine)
    {
        await using var store = await EventsDatabase.CreateAsync(engine);
        var order = await store.AddConversionAsync();
        var change = Change(store);

        Assert.IsType<Outcome<Conversion>.Forbidden>(await AsAsync(EventsDatabase.Viewer));
        Assert.IsType<Outcome<Conversion>.Forbidden>(await AsAsync(EventsDatabase.Manager with { ReadOnly = true }));
        Assert.IsType<Outcome<Conversion>.NotFound>(await AsAsync(EventsDatabase.Stranger));
        Assert.IsType<Outcome<Conversion>.NotFound>(await AsAsync(EventsDatabase.PartnerUser));
        Assert.IsType<Outcome<Conversion>.NotFound>(await change.ChangeAsync(EventsDatabase.Admin, order.Id + 1, ConversionStatus.Approved, null, Cancel));
        await using var db = store.Store.CreateDbContext();
        Assert.Equal(ConversionStatus.Pending, (await db.Conversions.SingleAsync(Cancel)).Status);
        Assert.False(await db.ConversionChanges.AnyAsync(Cancel));

        Task<Outcome<Conversion>> AsAsync(Actor actor) => change.ChangeAsync(actor, order.Id, ConversionStatus.Approved, null, Cancel);
    }

    [Theory]
    [InlineData(null, null, "status")]
    [InlineData(ConversionStatus.Pending, null, "status")]
    [InlineData(ConversionStatus.Invalid, null, "status")]
    [InlineData(ConversionStatus.Approved, "a\0b", "note")]
    public async Task Other_statuses_and_bad_notes_are_refused_at_their_field(ConversionStatus? status, string? note, string field)
    {
        await using var store = await EventsDatabase.CreateAsync(DatabaseProvider.Sqlite);
        var order = await store.AddConversionAsync(c => c.Status = ConversionStatus.Rejected);

        var outcome = await Change(store).ChangeAsync(EventsDatabase.Manager, order.Id, status, note, Cancel);

        Assert.Equal([field], Assert.IsType<Outcome<Conversion>.Invalid>(outcome).Errors.ByField.Keys);
    }

    [Theory, BothEngines]
    public async Task Of_many_who_decide_at_once_one_change_is_kept(DatabaseProvider engine)
    {
        await using var store = await EventsDatabase.CreateAsync(engine);
        var order = await store.AddConversionAsync();
        var change = Change(store);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ =>
            Task.Run(() => change.ChangeAsync(EventsDatabase.Manager, order.Id, ConversionStatus.Approved, null, Cancel), Cancel)));

        await using var db = store.Store.CreateDbContext();
        Assert.Equal(1, await db.ConversionChanges.CountAsync(Cancel));
        Assert.Single(outcomes.OfType<Outcome<Conversion>.Done>(), d => d.Notices.Count == 0);
    }

    private static ChangeConversionStatus Change(EventsDatabase store) =>
        new(store.Store, new OrderLedger(store.Store, new WaitingCorrections(), store.Catalog, new EventKey(0), store.Time));
}

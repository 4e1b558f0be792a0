using CouponPortal.Data;
using CouponPortal.Data.Nodes;
using CouponPortal.Domain.Partners;
using CouponPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace CouponPortal.Tests.Operation;

/// <summary>Of several nodes one does the work, and one that was away too long changes nothing of what another has done.</summary>
public sealed class LeaseTests(TestStores stores) : IClassFixture<TestStores>
{
    [Fact]
    public async Task Of_nodes_that_ask_together_one_gets_the_lease_and_the_next_one_when_it_is_over()
    {
        var store = await stores.OnAsync(DatabaseProvider.Postgres);
        var time = new FixedTimeProvider(new DateTimeOffset(TestDatabase.Start));
        var nodes = Enumerable.Range(0, 8).Select(node => new Leases(store.Database, node, time)).ToList();

        var taken = await Task.WhenAll(nodes.Select(n => n.TryTakeAsync("sweep", TimeSpan.FromMinutes(5), TestContext.Current.CancellationToken)));
        var fence = Assert.Single(taken.OfType<long>());
        var held = await nodes[0].IsHeldAsync("sweep", fence, TestContext.Current.CancellationToken);
        time.Advance(TimeSpan.FromMinutes(6));
        var later = await nodes[3].TryTakeAsync("sweep", TimeSpan.FromMinutes(5), TestContext.Current.CancellationToken);

        Assert.True(held);
        Assert.True(later > fence);
        Assert.False(await nodes[0].IsHeldAsync("sweep", fence, TestContext.Current.CancellationToken), "who had it before has lost it");
    }

    [Theory, BothEngines]
    public async Task Worker_that_was_away_longer_than_its_claim_does_not_undo_what_another_one_did(DatabaseProvider provider)
    {
        var store = await stores.OnAsync(provider);
        var time = new FixedTimeProvider(new DateTimeOffset(TestDatabase.Start));
        var partner = await store.AddPartnerAsync();
        await store.AddAsync(new PostbackMessage { Id = 1, PartnerId = partner.Id, Event = "test", Url = "https://tracker.example/", DueAt = TestDatabase.Start });
        var (slow, quick) = (new Sender(store.Database, time, "slow"), new Sender(store.Database, time, "quick"));
        slow.Meanwhile = async () =>
        {
            time.Advance(TimeSpan.FromMinutes(2));
            Assert.Equal(1, await quick.RunOnceAsync(TestContext.Current.CancellationToken));
        };

        Assert.Equal(1, await slow.RunOnceAsync(TestContext.Current.CancellationToken));

        Assert.Equal("quick", await store.ReadAsync(db => db.PostbackMessages.Where(m => m.Id == 1).Select(m => m.LastError).SingleAsync()));
    }

    private sealed class Sender(Database database, TimeProvider time, string name) : DueWorker<PostbackMessage>(database, time, NullLogger.Instance)
    {
        public Func<Task>? Meanwhile { get; set; }

        protected override (int Batch, int AtOnce) Most => (10, 1);

        protected override TimeSpan Idle => TimeSpan.FromSeconds(1);

        protected override TimeSpan Claim => TimeSpan.FromMinutes(1);

        protected override string What => name;

        protected override IQueryable<PostbackMessage> Waiting(PortalDbContext db) => db.PostbackMessages.Where(m => m.State == PostbackMessageState.Waiting);

        protected override IQueryable<PostbackMessage> Of(IQueryable<PostbackMessage> rows, PostbackMessage row) => rows.Where(m => m.Id == row.Id);

        protected override async Task RunAsync(PostbackMessage row, CancellationToken cancel)
        {
            await (Meanwhile?.Invoke() ?? Task.CompletedTask);
            await using var db = await Contexts.CreateDbContextAsync(cancel);
            await Claimed(db.PostbackMessages, row).ExecuteUpdateAsync(set => set.SetProperty(m => m.State, PostbackMessageState.Delivered).SetProperty(m => m.LastError, name), cancel);
        }
    }
}

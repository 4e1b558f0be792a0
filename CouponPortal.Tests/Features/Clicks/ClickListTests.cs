using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Delivery;
using CouponPortal.Features.Clicks;
using CouponPortal.Tests.Support;

namespace CouponPortal.Tests.Features.Clicks;

public sealed class ClickListTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task Each_role_sees_its_own_clicks_alone(DatabaseProvider engine)
    {
        await using var store = await EventsDatabase.CreateAsync(engine);
        var list = new ClickList(store.Store, store.Time);
        var own = await store.AddClickAsync();
        var foreign = await store.AddClickAsync(c => c.AdvertiserId = 2);
        var nobodys = await store.AddClickAsync(c => (c.AdvertiserId, c.Outcome) = (null, VisitOutcome.UnknownCode));

        Assert.Equal([nobodys.Id, foreign.Id, own.Id], await IdsAsync(EventsDatabase.Admin));
        Assert.Equal([own.Id], await IdsAsync(EventsDatabase.Viewer));
        Assert.Equal([foreign.Id], await IdsAsync(EventsDatabase.Stranger));
        Assert.Empty(await IdsAsync(EventsDatabase.PartnerUser));
        Assert.Null(await list.OneAsync(EventsDatabase.Manager, foreign.Id, Cancel));
        Assert.Null(await list.OneAsync(EventsDatabase.PartnerUser, own.Id, Cancel));
        Assert.Equal(own.Id, (await list.OneAsync(EventsDatabase.Manager, own.Id, Cancel))?.Id);

        async Task<long[]> IdsAsync(Actor actor) => [.. (await list.NewestAsync(actor, new(), 50, null, Cancel)).Rows.Select(c => c.Id)];
    }

    [Theory, BothEngines]
    public async Task Each_filter_finds_its_click_alone(DatabaseProvider engine)
    {
        await using var store = await EventsDatabase.CreateAsync(engine);
        var list = new ClickList(store.Store, store.Time);
        await store.AddClickAsync();
        var wanted = await store.AddClickAsync(
            c => (c.AdvertiserId, c.OfferId, c.PartnerId, c.CouponCode, c.Sub3, c.Outcome) = (2, 20, 6, "öld-Code", null, VisitOutcome.UnknownCode),
            EventsDatabase.Noon.AddDays(-2));

        ClickFilter[] filters =
        [
            new() { AdvertiserId = 2 },
            new() { OfferId = 20 },
            new() { PartnerId = 6 },
            new() { CouponCode = "öld-Code" },
            new() { Outcome = VisitOutcome.UnknownCode },
            new() { To = new DateOnly(2026, 1, 13) },
        ];

        foreach (var filter in filters)
        {
            Assert.Equal(wanted.Id, Assert.Single((await list.NewestAsync(EventsDatabase.Admin, filter, 50, null, Cancel)).Rows).Id);
        }

        Assert.Empty((await list.NewestAsync(EventsDatabase.Admin, new() { CouponCode = "\0" }, 50, null, Cancel)).Rows);
    }

    [Theory, BothEngines]
    public async Task Hosts_of_referrer_and_destination_are_filters_however_they_are_typed(DatabaseProvider engine)
    {
        await using var store = await EventsDatabase.CreateAsync(engine);
        var list = new ClickList(store.Store, store.Time);
        await store.AddClickAsync(c => (c.Referrer, c.Destination) = ("blog.example.org", "https://shop.example.org/?from=https://shop.example/"));
        await store.AddClickAsync(c => (c.Referrer, c.Destination) = (null, null));
        var found = new List<long>();
        foreach (var url in (string[])["https://shop.example", "http://Shop.example/a", "https://shop.example:8443/a", "https://shop.example?x=1", "https://shop.example#top"])
        {
            found.Add((await store.AddClickAsync(c => (c.Referrer, c.Destination) = ("blog.example", url))).Id);
        }

        foreach (var typed in (string[])["shop.example", " SHOP.example ", "https://shop.example/other?x=2"])
        {
            Assert.Equal(found, await IdsAsync(new() { DestinationHost = typed }));
        }

        Assert.Equal(found, await IdsAsync(new() { ReferrerHost = "https://Blog.example/post" }));
        foreach (var other in (string[])["shop", "hop.example", "%", "a b", "\0", "shop_example"])
        {
            Assert.Empty(await IdsAsync(new() { DestinationHost = other }));
            Assert.Empty(await IdsAsync(new() { ReferrerHost = other }));
        }

        async Task<IEnumerable<long>> IdsAsync(ClickFilter filter) => (await list.NewestAsync(EventsDatabase.Admin, filter, 50, null, Cancel)).Rows.Select(c => c.Id).Order();
    }

    [Theory, BothEngines]
    public async Task Without_days_the_last_thirty_are_listed_and_the_cursor_stays_inside(DatabaseProvider engine)
    {
        await using var store = await EventsDatabase.CreateAsync(engine);
        var list = new ClickList(store.Store, store.Time);
        // 15 January is the last of thirty days, 17 December the first.
        var start = new DateTime(2025, 12, 17, 0, 0, 0, DateTimeKind.Utc);
        await store.AddClickAsync(at: start.AddMilliseconds(-1));
        var oldest = await store.AddClickAsync(at: start);
        var newest = await store.AddClickAsync();

        var first = await list.NewestAsync(EventsDatabase.Admin, new(), 1, null, Cancel);
        var second = await list.NewestAsync(EventsDatabase.Admin, new(), 1, first.NextAfter, Cancel);

        Assert.Equal(newest.Id, Assert.Single(first.Rows).Id);
        Assert.Equal(oldest.Id, Assert.Single(second.Rows).Id);
        Assert.Null(second.NextAfter);
        Assert.Empty((await list.NewestAsync(EventsDatabase.Admin, new(), 1, long.MinValue, Cancel)).Rows);
    }

    [Theory]
    [InlineData("2026-01-01", "2025-12-31", "to")]
    [InlineData("2025-10-15", "2026-01-15", "from")]
    [InlineData("2025-10-14", null, "from")]
    [InlineData("0001-01-01", "9999-12-31", "from")]
    public void Upside_down_and_long_ranges_are_refused(string from, string? to, string field)
    {
        var errors = new FieldErrors();

        EventRange.Check(DateOnly.Parse(from, null), to is null ? null : DateOnly.Parse(to, null), EventsDatabase.Noon, errors);

        Assert.Equal([field], errors.ByField.Keys);
    }

    [Theory]
    [InlineData("2025-10-16", "2026-01-15")]
    [InlineData(null, null)]
    [InlineData(null, "0001-01-01")]
    [InlineData("9999-12-31", null)]
    [InlineData("9999-12-31", "9999-12-31")]
    public void A_range_of_at_most_92_days_is_taken(string? from, string? to)
    {
        var errors = new FieldErrors();
        var (first, last) = (from is null ? (DateOnly?)null : DateOnly.Parse(from, null), to is null ? (DateOnly?)null : DateOnly.Parse(to, null));

        EventRange.Check(first, last, EventsDatabase.Noon, errors);
        var range = EventRange.Of(first, last, TimeZoneInfo.Utc, EventsDatabase.Noon);

        Assert.False(errors.Any);
        Assert.InRange(range.First, 0, range.End);
    }
}

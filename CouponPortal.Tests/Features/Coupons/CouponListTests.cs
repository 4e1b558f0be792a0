using CouponPortal.Data;
using CouponPortal.Data.Catalog;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.Offers;
using CouponPortal.Features.Coupons;
using CouponPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using static CouponPortal.Tests.Features.Coupons.CouponWorld;

namespace CouponPortal.Tests.Features.Coupons;

public sealed class CouponListTests
{
    [Theory, BothEngines]
    public async Task Filters_narrow_the_list(DatabaseProvider engine)
    {
        await using var world = await FilledAsync(engine);

        Assert.Equal(["BEST1", "EXCL1", "OVER1", "PAUSED1", "POOL1", "PUB1", "SOON1"], await CodesAsync(world, new()));
        Assert.Equal(["EXCL1"], await CodesAsync(world, new(Visibility: CouponVisibility.Exclusive)));
        Assert.Equal(["PUB1"], await CodesAsync(world, new(Visibility: CouponVisibility.Public)));
        Assert.Equal(["PUB1"], await CodesAsync(world, new(OfferId: Hats)));
        Assert.Equal(["BEST1", "EXCL1"], await CodesAsync(world, new(PartnerId: Ann)));
        Assert.Equal(["PAUSED1"], await CodesAsync(world, new(Status: CouponStatus.Paused)));
        Assert.Equal(["BEST1"], await CodesAsync(world, new(Code: " best1 ")));
        Assert.Empty(await CodesAsync(world, new(Code: "best")));
        Assert.Equal(["BEST1"], await CodesAsync(world, new(Text: "est")));
        Assert.Equal(["POOL1"], await CodesAsync(world, new(Text: "100% OFF_")));
        Assert.Equal(["POOL1"], await CodesAsync(world, new(Text: "%")));
        Assert.Empty(await CodesAsync(world, new(AdvertiserId: OtherShop)));
    }

    [Theory, BothEngines]
    public async Task State_filter_agrees_with_the_state_shown(DatabaseProvider engine)
    {
        await using var world = await FilledAsync(engine);

        foreach (var state in Enum.GetValues<CouponState>())
        {
            var rows = (await world.List.FindAsync(Admin, new CouponFilter(State: state), new PageRequest())).Rows;
            Assert.NotEmpty(rows);
            Assert.All(rows, row => Assert.Equal(state, row.State));
        }
    }

    [Theory, BothEngines]
    public async Task List_is_sorted_and_paged(DatabaseProvider engine)
    {
        await using var world = await FilledAsync(engine);

        Assert.Equal(["BEST1", "EXCL1"], await SortedAsync("code", false, 0, 2));
        Assert.Equal(["OVER1", "PAUSED1"], await SortedAsync("code", false, 2, 2));
        Assert.Equal(["SOON1", "PUB1"], await SortedAsync("code", true, 0, 2));
        Assert.Equal("PUB1", (await SortedAsync("offer", false, 0, 1))[0]);
        Assert.Equal("OVER1", (await SortedAsync("end", false, 0, 1))[0]);
        Assert.Equal(["SOON1", "PAUSED1", "OVER1", "EXCL1"], await SortedAsync("partner", true, 0, 4));
        Assert.Equal(7, (await SortedAsync("1;drop table coupons", false, -5, 1_000)).Count);

        async Task<List<string>> SortedAsync(string by, bool descending, int skip, int take)
        {
            var page = await world.List.FindAsync(Manager, new CouponFilter(), new PageRequest(skip, take, by, descending));
            Assert.Equal(7, page.Total);
            return [.. page.Rows.Select(r => r.Coupon.Code)];
        }
    }

    [Theory, BothEngines]
    public async Task Every_page_of_every_order_is_that_part_of_the_whole_list_from_both_ends(DatabaseProvider engine)
    {
        await using var world = await FilledAsync(engine);
        for (var i = 0; i < 12; i++)
        {
            await world.CreatedAsync(Draft($"MORE{i:D2}", i % 3 == 0 ? [] : [i % 3 == 1 ? Ann : Ben]) with { OfferId = i % 2 == 0 ? Shoes : Hats, EndDate = i % 4 == 0 ? null : new(2026, 4, 1 + i) });
        }

        foreach (var filter in (CouponFilter[])[new(), new(OfferId: Shoes), new(PartnerId: Ann), new(PartnerId: Ben), new(State: CouponState.Active), new(Text: "more"), new(Unassigned: true), new(AdvertiserId: Shop)])
        {
            foreach (var order in (string?[])[null, "code", "offer", "partner", "end"])
            {
                var whole = await world.List.FindAsync(Admin, filter, new PageRequest(0, 200, order));
                List<string> codes = [.. whole.Rows.Select(r => r.Coupon.Code)];
                Assert.Equal(Sorted(order, whole.Rows), codes);
                foreach (var page in from down in (bool[])[false, true]
                                     from skip in (int[])[0, 3, 9, 16, 40]
                                     from fromEnd in (bool[])[false, true]
                                     select new PageRequest(skip, 4, order, down, fromEnd))
                {
                    var rows = await world.List.FindAsync(Admin, filter, page);
                    List<string> list = order is null || !page.Descending ? codes : [.. codes.AsEnumerable().Reverse()];
                    var expected = page.FromEnd ? list.SkipLast(page.Skip).TakeLast(4) : list.Skip(page.Skip).Take(4);
                    Assert.Equal((page, codes.Count), (page, rows.Total));
                    Assert.Equal(expected, rows.Rows.Select(r => r.Coupon.Code));
                }
            }
        }

        static IEnumerable<string> Sorted(string? order, IEnumerable<CouponRow> rows) => (order switch
        {
            "code" => rows.OrderBy(r => r.Coupon.NormalCode, StringComparer.Ordinal),
            "offer" => rows.OrderBy(r => r.Offer.Name, StringComparer.OrdinalIgnoreCase).ThenBy(r => r.Coupon.Id),
            "partner" => rows.OrderBy(r => r.Owner?.Name ?? "", StringComparer.OrdinalIgnoreCase).ThenBy(r => r.Coupon.Id),
            "end" => rows.OrderBy(r => r.Coupon.EndsAt ?? DateTime.MaxValue).ThenBy(r => r.Coupon.Id),
            _ => rows.OrderByDescending(r => r.Coupon.Id),
        }).Select(r => r.Coupon.Code);
    }

    [Theory, BothEngines]
    public async Task List_shows_what_another_process_has_saved(DatabaseProvider engine)
    {
        await using var world = await FilledAsync(engine);
        Assert.Equal(["PUB1"], await CodesAsync(world, new(Visibility: CouponVisibility.Public)));

        // Its save tells a catalog of its own; here only the version in the store says that there is news.
        await using (var elsewhere = new Database(engine, world.Database.ConnectionString, new CatalogInterceptors(new CatalogSignal())))
        {
            Done(await new SaveCoupon(elsewhere, world.List, world.Time).CreateAsync(Manager, Draft("FROMAFAR") with { Visibility = CouponVisibility.Public }));
        }

        Assert.Equal(["FROMAFAR", "PUB1"], await CodesAsync(world, new(Visibility: CouponVisibility.Public)));
    }

    [Theory, BothEngines]
    public async Task Pool_has_the_private_codes_without_a_partner_and_counts_them_by_offer(DatabaseProvider engine)
    {
        await using var world = await FilledAsync(engine);
        await world.CreatedAsync(Draft("HATPOOL") with { OfferId = Hats });
        await world.CreatedAsync(Draft("FOREIGN") with { OfferId = OtherOffer }, Stranger);
        var pool = new CouponPool(world.Database, world.Catalog, world.Time);

        Assert.Equal(["HATPOOL", "POOL1"], await CodesAsync(world, new(Unassigned: true)));
        Assert.Equal([(Hats, 1), (Shoes, 1)], (await pool.CountAsync(Manager, new())).Select(p => (p.Offer.Id, p.Count)));
        Assert.Empty(await pool.CountAsync(PartnerUser, new()));
    }

    [Theory, BothEngines]
    public async Task Slices_go_on_where_the_last_one_ended(DatabaseProvider engine)
    {
        await using var world = await FilledAsync(engine);
        var (seen, after) = (new List<int>(), (long?)null);
        do
        {
            var slice = await world.List.SliceAsync(Admin, new CouponFilter(), after, 3);
            seen.AddRange(slice.Rows.Select(r => r.Coupon.Id));
            after = slice.NextAfter;
        }
        while (after is not null);

        Assert.Equal(await world.ReadAsync(db => db.Coupons.OrderBy(c => c.Id).Select(c => c.Id).ToListAsync()), seen);
    }

    [Theory, BothEngines]
    public async Task Row_knows_its_names_and_its_tracking_url(DatabaseProvider engine)
    {
        await using var world = await NewAsync(engine);
        var shoes = await world.CreatedAsync(Draft("SnapDog", Ann));
        Assert.Equal("https://portal.example/SNAPDOG", await UrlAsync());

        // On the shared address another advertiser's live coupon of that code makes it ambiguous; on a domain of its own it does not.
        await world.CreatedAsync(Draft("snapdog", Ben) with { OfferId = OtherOffer }, Stranger);
        Assert.Equal("https://portal.example/SNAPDOG?oid=24", await UrlAsync());
        await world.ChangeAsync(db => db.NetworkStates.ExecuteUpdateAsync(n => n.SetProperty(x => x.DefaultTrackingDomain, "go.network.example")));
        Assert.Equal("https://go.network.example/SNAPDOG?oid=24", await UrlAsync());
        await world.ChangeAsync(db => db.Advertisers.Where(a => a.Id == Shop).ExecuteUpdateAsync(a => a.SetProperty(x => x.TrackingDomain, "go.shop.example")));
        Assert.Equal("https://go.network.example/SNAPDOG?oid=24", await UrlAsync());
        await world.ChangeAsync(async db =>
        {
            db.Add(DomainRows.Verified(Shop, "go.shop.example"));
            await db.SaveChangesAsync();
        });
        Assert.Equal("https://go.shop.example/SNAPDOG", await UrlAsync());

        var twin = await world.CreatedAsync(Draft("SNAPDOG", Ann) with { OfferId = Hats });
        Assert.Equal("https://go.shop.example/SNAPDOG?oid=24", await UrlAsync());
        await world.Save.UpdateAsync(Manager, twin.Id, CouponDraft.Of(twin) with { Status = CouponStatus.Paused });
        Assert.Equal("https://go.shop.example/SNAPDOG", await UrlAsync());

        await world.ChangeAsync(db => db.Approvals.ExecuteUpdateAsync(a => a.SetProperty(x => x.Status, ApprovalStatus.Rejected)));
        Assert.Null(await UrlAsync());
        var row = (await world.List.OneAsync(Viewer, shoes.Id))!;
        Assert.Equal(("Shop", "Shoes", "Ann's Blog"), (row.Advertiser.Name, row.Offer.Name, row.Owner!.Name));

        async Task<string?> UrlAsync() => (await world.List.OneAsync(Manager, shoes.Id))!.TrackingUrl("https://portal.example").Url;
    }

    [Theory, BothEngines]
    public async Task Choices_are_found_by_part_of_the_name_or_by_id_among_what_the_actor_sees(DatabaseProvider engine)
    {
        await using var world = await NewAsync(engine);
        await world.ChangeAsync(db => db.Advertisers.Where(a => a.Id == Shop).ExecuteUpdateAsync(a => a.SetProperty(x => x.TrackingType, TrackingType.Dynamic)));
        var choices = new CouponChoices(world.Database);

        Assert.Equal([Ann], (await choices.PartnersAsync(Manager, "ann'S")).Select(p => p.Id));
        Assert.Equal([Ben], (await choices.PartnersAsync(Manager, " 12 ")).Select(p => p.Id));
        Assert.Empty(await choices.PartnersAsync(PartnerUser, "ann"));
        Assert.Equal([Hats, Shoes], (await choices.OffersAsync(Manager, null)).Select(o => o.Id));
        Assert.Equal([Shoes, Hats], (await choices.OffersAsync(Manager, "hat", Shoes)).Select(o => o.Id));
        Assert.Contains("Attribution Settings", (await choices.OffersAsync(Manager, "24"))[0].ExclusiveReason, StringComparison.Ordinal);
        Assert.Equal([OtherShop], (await choices.AdvertisersAsync(Stranger, null)).Select(a => a.Id));
    }

    private static async Task<string[]> CodesAsync(CouponWorld world, CouponFilter filter) =>
        [.. (await world.List.FindAsync(Manager, filter, new PageRequest(SortBy: "code"))).Rows.Select(r => r.Coupon.Code)];

    private static async Task<CouponWorld> FilledAsync(DatabaseProvider engine)
    {
        var world = await NewAsync(engine);
        await world.CreatedAsync(Draft("BEST1", Ann, Ben) with { Description = "two partners" });
        await world.CreatedAsync(Exclusive("EXCL1", Ann));
        await world.CreatedAsync(Draft("POOL1") with { InternalNote = "100% off_" });
        await world.CreatedAsync(Draft("PUB1") with { Visibility = CouponVisibility.Public, OfferId = Hats });
        await world.CreatedAsync(Draft("PAUSED1", Cat) with { Status = CouponStatus.Paused, EndDate = new(2026, 3, 9) });
        await world.CreatedAsync(Draft("OVER1", Ben) with { EndDate = new(2026, 3, 1) });
        await world.CreatedAsync(Draft("SOON1", Cat) with { StartDate = new(2026, 3, 11) });
        return world;
    }
}

using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.Offers;
using CouponPortal.Features.Coupons;
using CouponPortal.Features.Coupons.OnOffers;
using CouponPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using static CouponPortal.Tests.Features.Coupons.CouponWorld;

namespace CouponPortal.Tests.Features.Coupons;

public sealed class AddToOffersTests
{
    private const int Socks = 500;

    [Theory, BothEngines]
    public async Task Code_goes_to_the_chosen_offers_for_the_same_owner_and_its_url_names_the_offer(DatabaseProvider engine)
    {
        await using var world = await WithSocksAsync(engine);
        var coupon = await world.CreatedAsync(Exclusive("thebestdeal2012", Ann) with { EndDate = new(2026, 8, 31), Description = "20 %" });
        var add = Add(world);
        Assert.Equal([Hats, Socks], (await add.ChoicesAsync(Manager, coupon)).Select(o => o.Id));

        var done = Assert.IsType<Outcome<IReadOnlyList<int>>.Done>(await add.RunAsync(Manager, coupon.Id, [Hats, Socks]));

        Assert.Equal(["Ann's Blog was approved on offer Hats.", "Ann's Blog was approved on offer Socks."], done.Notices);
        var rows = (await world.List.SliceAsync(Manager, new CouponFilter(Code: "thebestdeal2012"), null, 10)).Rows;
        Assert.Equal([Shoes, Hats, Socks], rows.Select(r => r.Offer.Id));
        Assert.All(rows, r => Assert.Equal(
            (CouponVisibility.Exclusive, (int?)Ann, new DateOnly(2026, 8, 31), "20 %", "thebestdeal2012"), (r.Coupon.Visibility, r.Coupon.OwnerId, r.Coupon.EndDate!.Value, r.Coupon.Description, r.Coupon.Code)));
        Assert.Equal($"https://portal.example/THEBESTDEAL2012?oid={Socks}", rows[2].TrackingUrl("https://portal.example/").Url);
        Assert.Empty(await add.ChoicesAsync(Manager, coupon));
    }

    [Theory, BothEngines]
    public async Task One_obstacle_refuses_them_all_and_names_the_coupon_in_the_way(DatabaseProvider engine)
    {
        await using var world = await WithSocksAsync(engine);
        var coupon = await world.CreatedAsync(Draft("SNAPDOG", Ann));
        await world.CreatedAsync(Draft("SNAPDOG", Ann) with { OfferId = Socks });

        var conflict = Assert.IsType<Outcome<IReadOnlyList<int>>.Conflict>(await Add(world).RunAsync(Manager, coupon.Id, [Hats, Socks]));

        Assert.Contains("SNAPDOG is already on offer Socks (ID 500)", conflict.Message, StringComparison.Ordinal);
        Assert.Equal(2, await world.ReadAsync(db => db.Coupons.CountAsync()));
        Assert.False(await world.ReadAsync(db => db.Approvals.AnyAsync(a => a.OfferId == Hats)));
    }

    [Theory, BothEngines]
    public async Task Foreign_offers_and_coupons_are_not_found_and_readers_change_nothing(DatabaseProvider engine)
    {
        await using var world = await WithSocksAsync(engine);
        var coupon = await world.CreatedAsync(Draft("SNAPDOG", Ann));
        var add = Add(world);

        Assert.Equal("Offer 900 was not found.", Assert.IsType<Outcome<IReadOnlyList<int>>.Invalid>(await add.RunAsync(Manager, coupon.Id, [OtherOffer])).Errors.ToString());
        Assert.Contains("does not belong", Assert.IsType<Outcome<IReadOnlyList<int>>.Invalid>(await add.RunAsync(Admin, coupon.Id, [OtherOffer])).Errors.ToString(), StringComparison.Ordinal);
        Assert.NotEmpty(Assert.IsType<Outcome<IReadOnlyList<int>>.Invalid>(await add.RunAsync(Manager, coupon.Id, [])).Errors.For("offer_ids"));
        Assert.IsType<Outcome<IReadOnlyList<int>>.Forbidden>(await add.RunAsync(Viewer, coupon.Id, [Hats]));
        Assert.IsType<Outcome<IReadOnlyList<int>>.NotFound>(await add.RunAsync(Stranger, coupon.Id, [Hats]));
        Assert.Equal(1, await world.ReadAsync(db => db.Coupons.CountAsync()));
    }

    private static AddToOffers Add(CouponWorld world) => new(world.Database, world.Time);

    private static async Task<CouponWorld> WithSocksAsync(DatabaseProvider engine)
    {
        var world = await NewAsync(engine);
        await world.ChangeAsync(db =>
        {
            db.Offers.Add(new Offer { Id = Socks, AdvertiserId = Shop, Name = "Socks", BaseDestinationUrl = "https://shop.example/socks" });
            return Task.CompletedTask;
        });
        return world;
    }
}

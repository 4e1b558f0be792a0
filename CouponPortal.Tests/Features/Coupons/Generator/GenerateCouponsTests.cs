using System.Security.Cryptography;
using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Coupons;
using CouponPortal.Features.Coupons;
using CouponPortal.Features.Coupons.Generator;
using CouponPortal.Tests.Features.Coupons.Bulk;
using CouponPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using static CouponPortal.Tests.Features.Coupons.CouponWorld;

namespace CouponPortal.Tests.Features.Coupons.Generator;

public sealed class GenerateCouponsTests
{
    private static readonly CouponDraft Terms = new() { OfferId = Shoes, EndDate = new(2026, 12, 31), Description = "10 % off" };

    [Theory, BothEngines]
    public async Task Partners_get_their_number_of_codes_with_all_terms_and_are_approved(DatabaseProvider engine)
    {
        await using var bulk = await BulkWorld.NewAsync(engine);

        var batch = await MadeAsync(bulk, new("SUN{partner}{8 random}", 3, [Ann, Ben], Terms with { Visibility = CouponVisibility.Exclusive }));

        Assert.Equal((CouponBatchKind.Generate, CouponBatchState.Applied, 6, 6, 0), (batch.Kind, batch.State, batch.Total, batch.Created, batch.Refused));
        var made = await bulk.World.ReadAsync(db => db.Coupons.AsNoTracking().OrderBy(c => c.NormalCode).ToListAsync());
        Assert.All(made.Take(3), c => Assert.Matches("\\ASUNANNSBLOG[A-Y34679]{8}\\z", c.Code));
        Assert.All(made.Skip(3), c => Assert.Matches("\\ASUNBEN[A-Y34679]{8}\\z", c.Code));
        Assert.Equal([Ann, Ann, Ann, Ben, Ben, Ben], made.Select(c => c.OwnerId ?? 0));
        Assert.All(made, c => Assert.Equal((batch.Id, CouponVisibility.Exclusive, new DateOnly(2026, 12, 31), "10 % off"), (c.BatchId ?? 0, c.Visibility, c.EndDate!.Value, c.Description)));
        Assert.Equal(6, (await bulk.World.List.FindAsync(Manager, new(BatchId: batch.Id), new PageRequest())).Total);
        Assert.Equal(2, await bulk.World.ReadAsync(db => db.Approvals.CountAsync(a => a.OfferId == Shoes)));
    }

    [Theory, BothEngines]
    public async Task Pool_gets_every_code_of_a_small_pattern_but_those_taken_suppressed_and_alike(DatabaseProvider engine)
    {
        await using var bulk = await BulkWorld.NewAsync(engine);
        await bulk.World.CreatedAsync(Draft("SALE3", Ann));
        await bulk.World.ChangeAsync(db =>
        {
            db.SuppressedCodes.Add(new SuppressedCode { AdvertiserId = Shop, Code = "SALE4" });
            return Task.CompletedTask;
        });

        var refused = Assert.IsType<Outcome<CouponBatch>.Invalid>(await Generator(bulk).GenerateAsync(Manager, new("SALE{1 digit}", 9, [], Terms)));
        Assert.Contains("Only 8 of 9 codes are left", refused.Errors.ToString(), StringComparison.Ordinal);
        await MadeAsync(bulk, new("SALE{1 digit}", 8, [], Terms));

        Assert.Equal(
            ["SALE0", "SALE1", "SALE2", "SALE5", "SALE6", "SALE7", "SALE8", "SALE9"],
            (await bulk.World.List.FindAsync(Manager, new(Unassigned: true), new PageRequest(SortBy: "code"))).Rows.Select(r => r.Coupon.Code));
    }

    [Fact]
    public async Task Preview_shows_codes_and_warns_of_guessable_ones_and_makes_none()
    {
        await using var bulk = await BulkWorld.NewAsync(DatabaseProvider.Sqlite);

        var preview = Done(await Generator(bulk).PreviewAsync(Manager, new("BEST{4 digits}", 100, [], Terms)));

        Assert.Equal((5, 10_000L, 100), (preview.Examples.Count, preview.Capacity, preview.Total));
        Assert.Contains("found out by trying", Assert.Single(preview.Warnings), StringComparison.Ordinal);
        Assert.Empty(Done(await Generator(bulk).PreviewAsync(Manager, new("BEST{8 random}", 100, [], Terms))).Warnings);
        Assert.Equal(0, await bulk.World.ReadAsync(db => db.Coupons.CountAsync()));
    }

    [Theory]
    [InlineData("BEST{2 digits}", 101, "pattern")]
    [InlineData("{partner}", 1, "pattern")]
    [InlineData("BEST{", 1, "pattern")]
    [InlineData("BEST{8 random}", 0, "count")]
    [InlineData("BEST{8 random}", 1_000_001, "count")]
    public async Task Order_that_cannot_be_made_is_refused_at_its_field(string text, int count, string field)
    {
        await using var bulk = await BulkWorld.NewAsync(DatabaseProvider.Sqlite);

        var refused = Assert.IsType<Outcome<CouponBatch>.Invalid>(await Generator(bulk).GenerateAsync(Manager, new(text, count, [], Terms)));

        Assert.Equal([field], refused.Errors.ByField.Keys);
    }

    [Fact]
    public async Task Exclusive_codes_need_partners_and_unknown_partners_are_named()
    {
        await using var bulk = await BulkWorld.NewAsync(DatabaseProvider.Sqlite);
        var exclusive = Terms with { Visibility = CouponVisibility.Exclusive };

        Assert.Equal(["partner_ids"], Assert.IsType<Outcome<CouponBatch>.Invalid>(await Generator(bulk).GenerateAsync(Manager, new("A{8 random}", 1, [], exclusive))).Errors.ByField.Keys);
        var unknown = Assert.IsType<Outcome<CouponBatch>.Invalid>(await Generator(bulk).GenerateAsync(Manager, new("A{8 random}", 1, [Ann, 4711], exclusive)));
        Assert.Equal("Partner 4711 was not found.", unknown.Errors.ToString());
    }

    [Fact]
    public async Task Only_a_manager_of_the_offers_advertiser_makes_codes()
    {
        await using var bulk = await BulkWorld.NewAsync(DatabaseProvider.Sqlite);
        var order = new GenerateOrder("A{8 random}", 1, [], Terms);

        foreach (var actor in (Actor[])[Viewer, PartnerUser, ReadOnlyKey])
        {
            Assert.IsType<Outcome<CouponBatch>.Forbidden>(await Generator(bulk).GenerateAsync(actor, order));
        }

        Assert.Equal(["offer_id"], Assert.IsType<Outcome<CouponBatch>.Invalid>(await Generator(bulk).GenerateAsync(Stranger, order)).Errors.ByField.Keys);
    }

    private static GenerateCoupons Generator(BulkWorld bulk) => new(bulk.World.Database, bulk.Batches, RandomNumberGenerator.Create());

    private static async Task<CouponBatch> MadeAsync(BulkWorld bulk, GenerateOrder order) => await bulk.EndAsync(Done(await Generator(bulk).GenerateAsync(Manager, order)).Id);
}

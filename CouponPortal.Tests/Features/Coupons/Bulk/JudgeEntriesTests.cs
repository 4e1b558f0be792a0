using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Coupons;
using CouponPortal.Features.Coupons.Bulk;
using CouponPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using static CouponPortal.Tests.Features.Coupons.Bulk.BulkWorld;
using static CouponPortal.Tests.Features.Coupons.CouponWorld;

namespace CouponPortal.Tests.Features.Coupons.Bulk;

public sealed class JudgeEntriesTests
{
    [Theory, BothEngines]
    public async Task Dry_run_tells_what_each_row_would_do_and_writes_none(DatabaseProvider engine)
    {
        await using var bulk = await BulkWorld.NewAsync(engine);
        await bulk.World.CreatedAsync(Draft("TAKEN", Ann));

        var (batch, rows) = await bulk.JudgeAsync(CouponBatchKind.Add, Adding(
            Draft("zebra", Ben), Draft("TAKEN", Ben) with { OfferId = Hats }, Draft("a b", Ann), Draft("FOREIGN", Ann) with { OfferId = OtherOffer }, Draft("NOBODY", 99)));

        Assert.Equal((CouponBatchState.Ready, 5, 5, 1, 4), (batch.State, batch.Total, batch.Done, batch.Created, batch.Refused));
        Assert.Equal(EntryOutcome.Created, rows[0].Kind);
        Assert.Equal(["Approves Ben on offer Shoes."], rows[0].Notices);
        Assert.Contains("of Ann's Blog", Assert.Single(rows[1].Errors.For("code")), StringComparison.Ordinal);
        Assert.Contains("letters A to Z", Assert.Single(rows[2].Errors.For("code")), StringComparison.Ordinal);
        Assert.Equal(["Offer 900 was not found."], rows[3].Errors.For("offer_id"));
        Assert.Equal(["Partner 99 was not found."], rows[4].Errors.For("partner_ids"));
        Assert.Equal(1, await bulk.World.ReadAsync(db => db.Coupons.CountAsync()));
    }

    [Theory, BothEngines]
    public async Task Rows_of_one_file_that_contradict_each_other_are_both_refused(DatabaseProvider engine)
    {
        await using var bulk = await BulkWorld.NewAsync(engine);

        var (_, rows) = await bulk.JudgeAsync(CouponBatchKind.Add, Adding(
            Draft("TWO", Ann), Draft("two", Ben) with { OfferId = Hats },
            Draft("SAME", Ann), Draft("SAME", Ann) with { OfferId = Hats },
            Draft("TWICE", Ann), Draft("Twice", Ann),
            Draft("LATER", Ann) with { EndDate = new(2026, 3, 31) }, Draft("LATER", Ben) with { StartDate = new(2026, 4, 1) }));

        Assert.Equal(["Line 3 has TWO for another partner at the same time; a code has one owner at a time."], rows[0].Errors.For("code"));
        Assert.Equal(["Line 2 has two for another partner at the same time; a code has one owner at a time."], rows[1].Errors.For("code"));
        Assert.All([rows[2], rows[3], rows[6], rows[7]], r => Assert.Equal(EntryOutcome.Created, r.Kind));
        Assert.Equal(["Line 7 has TWICE on the same offer at the same time; keep one of them or give them other dates."], rows[4].Errors.For("code"));
        Assert.Equal(EntryOutcome.Refused, rows[5].Kind);
    }

    [Theory, BothEngines]
    public async Task Update_finds_its_coupon_by_code_or_id_and_knows_what_is_unchanged(DatabaseProvider engine)
    {
        await using var bulk = await BulkWorld.NewAsync(engine);
        var one = await bulk.World.CreatedAsync(Draft("ALPHA", Ann));
        var two = await bulk.World.CreatedAsync(Draft("BETA", Ann));
        var twin = await bulk.World.CreatedAsync(Draft("BETA", Ann) with { OfferId = Hats });

        var (batch, rows) = await bulk.JudgeAsync(
            CouponBatchKind.Update,
            Changing(4, "", d => d with { Status = CouponStatus.Paused }, one.Id),
            Changing(2, "alpha", d => d with { InternalNote = "new" }),
            Changing(3, "BETA", d => d with { InternalNote = "which" }),
            Changing(5, "BETA", d => d, two.Id),
            Changing(6, "BETA", d => d with { PartnerIds = [Ben] }, twin.Id),
            Changing(7, "BETA", d => d, one.Id),
            Changing(8, "GAMMA", d => d));

        Assert.Equal((0, 1, 6), (batch.Updated, batch.Unchanged, batch.Refused));
        Assert.Contains("2 coupons have the code BETA", Assert.Single(rows[1].Errors.For("coupon_code_id")), StringComparison.Ordinal);
        Assert.Equal(["Line 4 has the same coupon, 1; keep one row of it."], rows[0].Errors.For("coupon_code_id"));
        Assert.Equal((EntryOutcome.Unchanged, (int?)two.Id), (rows[3].Kind, rows[3].CouponId));
        Assert.Contains("as coupon 2, of Ann's Blog", Assert.Single(rows[4].Errors.For("code")), StringComparison.Ordinal);
        Assert.Equal(["Coupon 1 has the code ALPHA, not BETA."], rows[5].Errors.For("coupon_code_id"));
        Assert.Equal(["No coupon has the code GAMMA."], rows[6].Errors.For("code"));
    }

    [Theory, BothEngines]
    public async Task Refused_row_leaves_its_coupon_in_the_way_of_the_next(DatabaseProvider engine)
    {
        await using var bulk = await BulkWorld.NewAsync(engine);
        var shoes = await bulk.World.CreatedAsync(Draft("MOVE", Ann));
        var hats = await bulk.World.CreatedAsync(Draft("MOVE", Ann) with { OfferId = Hats });

        // Both to Ben: fine together. With the first refused for its note, the second would leave the code with two owners.
        var (_, together) = await bulk.JudgeAsync(
            CouponBatchKind.Assign, Changing(1, "MOVE", d => d with { PartnerIds = [Ben] }, shoes.Id), Changing(2, "MOVE", d => d with { PartnerIds = [Ben] }, hats.Id));
        var (_, apart) = await bulk.JudgeAsync(
            CouponBatchKind.Update,
            Changing(1, "MOVE", d => d with { PartnerIds = [Ben], InternalNote = new string('x', CouponRules.MaxNote + 1) }, shoes.Id),
            Changing(2, "MOVE", d => d with { PartnerIds = [Ben] }, hats.Id));

        Assert.All(together, r => Assert.Equal(EntryOutcome.Updated, r.Kind));
        Assert.All(apart, r => Assert.Equal(EntryOutcome.Refused, r.Kind));
    }

    [Fact]
    public async Task Faults_of_reading_refuse_the_row_with_what_judging_finds()
    {
        await using var bulk = await BulkWorld.NewAsync(DatabaseProvider.Sqlite);
        var faults = new FieldErrors();
        faults.Add("start_date", "“soon” is no date.");

        var (_, rows) = await bulk.JudgeAsync(CouponBatchKind.Add, new CouponEntry(2, "X", null, _ => Draft("X")) { Faults = faults });

        Assert.Equal(["code", "start_date"], rows[0].Errors.ByField.Keys);
    }
}

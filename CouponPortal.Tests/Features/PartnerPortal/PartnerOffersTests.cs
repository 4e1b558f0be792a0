using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Offers;
using CouponPortal.Features.Offers;
using CouponPortal.Features.PartnerPortal.Offers;
using CouponPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using static CouponPortal.Tests.Features.Coupons.CouponWorld;

namespace CouponPortal.Tests.Features.PartnerPortal;

/// <summary>Offers that a partner promotes, has asked for, or may ask for.</summary>
public sealed class PartnerOffersTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task Partner_sees_its_offers_and_the_open_ones_and_applies_through_the_approvals_of_staff(DatabaseProvider engine)
    {
        await using var partners = await PartnerWorld.NewAsync(engine);
        await partners.AddAsync(Draft("OWN", Ann));
        await OpenAsync(partners, Hats, OfferStatus.Active);

        Assert.Equal([(Shoes, OfferStanding.Approved, 1), (Hats, OfferStanding.Open, 0)], await OffersAsync(partners));
        Assert.Equal(ApprovalStatus.Pending, (await partners.Apply.RunAsync(PartnerWorld.Ann, Hats, Cancel)).Done().Status);
        Assert.Equal((Hats, OfferStanding.Pending, 0), (await OffersAsync(partners))[1]);
        Assert.Equal("already_asked", (await partners.Apply.RunAsync(PartnerWorld.Ann, Hats, Cancel)).Conflict().Code);

        var waiting = Assert.Single((await new ApprovalList(partners.World.Database).FindAsync(Manager, new(Status: ApprovalStatus.Pending), new(), Cancel)).Rows);
        Assert.Equal((Hats, Ann), (waiting.OfferId, waiting.PartnerId));
        (await new SetApproval(partners.World.Database, partners.World.Time).RunAsync(Manager, Hats, Ann, ApprovalStatus.Approved, mustExist: true, Cancel)).Done();
        Assert.Contains((Hats, OfferStanding.Approved, 0), await OffersAsync(partners));
        Assert.Contains(Hats, (await partners.Offers.ApprovedAsync(PartnerWorld.Ann, Cancel)).Select(o => o.Id));
    }

    [Theory, BothEngines]
    public async Task Offer_that_is_not_open_is_as_one_that_is_not_there(DatabaseProvider engine)
    {
        await using var partners = await PartnerWorld.NewAsync(engine);
        await OpenAsync(partners, OtherOffer, OfferStatus.Paused);

        Assert.Equal([(Shoes, OfferStanding.Approved, 0)], await OffersAsync(partners));
        foreach (var offer in new[] { Hats, OtherOffer, 4711 })
        {
            (await partners.Apply.RunAsync(PartnerWorld.Ann, offer, Cancel)).IsNotFound();
        }

        await OpenAsync(partners, Hats, OfferStatus.Active);
        (await partners.Apply.RunAsync(Manager, Hats, Cancel)).IsNotFound();
        Assert.Empty((await partners.Offers.FindAsync(Admin, new(), new(), "https://portal.example", Cancel)).Rows);
    }

    [Theory, BothEngines]
    public async Task Partner_that_was_turned_down_does_not_apply_again(DatabaseProvider engine)
    {
        await using var partners = await PartnerWorld.NewAsync(engine);
        await OpenAsync(partners, Hats, OfferStatus.Active);
        await partners.ApproveAsync(Hats, Ann, ApprovalStatus.Rejected);

        Assert.Equal("already_asked", (await partners.Apply.RunAsync(PartnerWorld.Ann, Hats, Cancel)).Conflict().Code);
        Assert.Equal((Hats, OfferStanding.Rejected, 0), (await OffersAsync(partners, new(Standing: OfferStanding.Rejected))).Single());
    }

    [Theory, BothEngines]
    public async Task Application_is_taken_back_until_it_is_decided(DatabaseProvider engine)
    {
        await using var partners = await PartnerWorld.NewAsync(engine);
        await OpenAsync(partners, Hats, OfferStatus.Active);
        (await partners.Apply.RunAsync(PartnerWorld.Ann, Hats, Cancel)).Done();

        (await partners.Apply.WithdrawAsync(Manager, Hats, Cancel)).IsNotFound();
        (await partners.Apply.WithdrawAsync(PartnerWorld.Ann with { PartnerId = Ben }, Hats, Cancel)).IsNotFound();
        Assert.Contains("may read", (await partners.Apply.WithdrawAsync(PartnerWorld.Ann with { ReadOnly = true }, Hats, Cancel)).Forbidden(), StringComparison.Ordinal);
        (await partners.Apply.WithdrawAsync(PartnerWorld.Ann, Hats, Cancel)).Done();
        Assert.Equal((Hats, OfferStanding.Open, 0), (await OffersAsync(partners))[1]);
        (await partners.Apply.WithdrawAsync(PartnerWorld.Ann, Hats, Cancel)).IsNotFound();

        (await partners.Apply.RunAsync(PartnerWorld.Ann, Hats, Cancel)).Done();
        await partners.ApproveAsync(Hats, Ann, ApprovalStatus.Approved);
        Assert.Equal("already_decided", (await partners.Apply.WithdrawAsync(PartnerWorld.Ann, Hats, Cancel)).Conflict().Code);
    }

    [Theory, BothEngines]
    public async Task Partners_key_lists_its_own_approvals_alone(DatabaseProvider engine)
    {
        await using var partners = await PartnerWorld.NewAsync(engine);
        await OpenAsync(partners, Hats, OfferStatus.Active);
        (await partners.Apply.RunAsync(PartnerWorld.Ann, Hats, Cancel)).Done();
        var list = new ApprovalList(partners.World.Database);

        var own = (await list.SliceAsync(PartnerWorld.Ann, new(), null, 50, Cancel)).Rows;

        Assert.Equal([(Shoes, Ann, ApprovalStatus.Approved), (Hats, Ann, ApprovalStatus.Pending)], own.Select(a => (a.OfferId, a.PartnerId, a.Status)));
        Assert.Empty((await list.SliceAsync(PartnerWorld.Ann, new(PartnerId: Ben), null, 50, Cancel)).Rows);
        Assert.NotEmpty((await list.SliceAsync(Manager, new(PartnerId: Ann), null, 50, Cancel)).Rows);
    }

    [Theory, BothEngines]
    public async Task Many_presses_at_once_are_one_application(DatabaseProvider engine)
    {
        await using var partners = await PartnerWorld.NewAsync(engine);
        await OpenAsync(partners, Hats, OfferStatus.Active);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => partners.Apply.RunAsync(PartnerWorld.Ann, Hats, Cancel))));

        Assert.Single(answers, a => a is Outcome<Approval>.Done);
        Assert.Equal(1, await partners.World.ReadAsync(db => db.Approvals.CountAsync(a => a.OfferId == Hats && a.PartnerId == Ann, Cancel)));
    }

    private static Task OpenAsync(PartnerWorld partners, int offerId, OfferStatus status) => partners.World.ChangeAsync(async db =>
    {
        var offer = await db.Offers.SingleAsync(o => o.Id == offerId, Cancel);
        (offer.OpenToApplications, offer.Status) = (true, status);
    });

    private static async Task<List<(int, OfferStanding, int)>> OffersAsync(PartnerWorld partners, PartnerOfferFilter? filter = null) =>
        [.. (await partners.Offers.FindAsync(PartnerWorld.Ann, filter ?? new(), new(), "https://portal.example", Cancel)).Rows.Select(o => (o.Id, o.Standing, o.Codes))];
}

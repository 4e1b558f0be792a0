using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.Partners;
using CouponPortal.Features.Coupons.Requests;
using CouponPortal.Features.PartnerPortal.Requests;
using CouponPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using static CouponPortal.Tests.Features.Coupons.CouponWorld;

namespace CouponPortal.Tests.Features.PartnerPortal;

/// <summary>A partner wishes for a code; staff approve, change or decline.</summary>
public sealed class CodeRequestTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task Approved_wish_becomes_the_partners_coupon_as_staff_have_it(DatabaseProvider engine)
    {
        await using var partners = await PartnerWorld.NewAsync(engine);
        var wish = await AskAsync(partners, "Anna20", "For my guide");
        var draft = DecideCodeRequest.DraftOf(wish) with { Code = "ANNA15", EndDate = new(2026, 5, 1), InternalNote = "ok" };

        var decided = (await partners.Decide.ApproveAsync(Manager, wish.Id, draft, " Enjoy ", Cancel)).Done();
        var seen = Assert.Single((await partners.Requests.FindAsync(PartnerWorld.Ann, null, new(), Cancel)).Rows);

        Assert.Equal((CodeRequestState.Approved, "ANNA15", "Enjoy", "manager@shop.example"), (decided.State, decided.GrantedCode, decided.Answer, decided.DecidedBy));
        Assert.Equal((CodeRequestState.Approved, "Anna20", "ANNA15", decided.CouponId, "Enjoy"), (seen.State, seen.Wish, seen.GrantedCode, seen.CodeId, seen.Answer));
        Assert.Equal(["ANNA15"], await partners.CodesOfAsync(PartnerWorld.Ann));
        Assert.Equal(Ann, (await partners.World.List.OneAsync(Admin, decided.CouponId!.Value, Cancel))!.Coupon.OwnerId);
        Assert.DoesNotContain("manager@shop.example", seen.ToString(), StringComparison.Ordinal);
    }

    [Theory, BothEngines]
    public async Task Declined_wish_tells_the_partner_why(DatabaseProvider engine)
    {
        await using var partners = await PartnerWorld.NewAsync(engine);
        var wish = await AskAsync(partners, "FREE100");

        Assert.NotEmpty((await partners.Decide.DeclineAsync(Manager, wish.Id, " ", Cancel)).Invalid().For("answer"));
        (await partners.Decide.DeclineAsync(Manager, wish.Id, "Too much.", Cancel)).Done();

        var seen = Assert.Single((await partners.Requests.FindAsync(PartnerWorld.Ann, CodeRequestState.Declined, new(), Cancel)).Rows);
        Assert.Equal(("Too much.", null), (seen.Answer, seen.CodeId));
        Assert.Empty(await partners.CodesOfAsync(PartnerWorld.Ann));
        Assert.Equal("decided", (await partners.Decide.ApproveAsync(Manager, wish.Id, DecideCodeRequest.DraftOf(wish), "", Cancel)).Conflict().Code);
        Assert.Equal("decided", (await partners.Request.WithdrawAsync(PartnerWorld.Ann, wish.Id, Cancel)).Conflict().Code);
    }

    [Theory, BothEngines]
    public async Task Only_managers_of_the_advertiser_decide_and_only_the_partner_itself_withdraws(DatabaseProvider engine)
    {
        await using var partners = await PartnerWorld.NewAsync(engine);
        var wish = await AskAsync(partners, "ANNA20");
        var draft = DecideCodeRequest.DraftOf(wish);

        foreach (var stranger in new[] { Stranger, PartnerWorld.Ann, PartnerWorld.Ben })
        {
            (await partners.Decide.ApproveAsync(stranger, wish.Id, draft, "", Cancel)).IsNotFound();
            (await partners.Decide.DeclineAsync(stranger, wish.Id, "No.", Cancel)).IsNotFound();
            Assert.Null(await partners.Staff.OneAsync(stranger, wish.Id, Cancel));
        }

        foreach (var reader in new[] { Viewer, ReadOnlyKey })
        {
            (await partners.Decide.ApproveAsync(reader, wish.Id, draft, "", Cancel)).Forbidden();
            Assert.NotNull(await partners.Staff.OneAsync(reader, wish.Id, Cancel));
        }

        foreach (var other in new[] { PartnerWorld.Ben, Admin, Manager })
        {
            (await partners.Request.WithdrawAsync(other, wish.Id, Cancel)).IsNotFound();
            Assert.Empty((await partners.Requests.FindAsync(other, null, new(), Cancel)).Rows);
        }

        Assert.Empty((await partners.Staff.FindAsync(Stranger, new(), new(), Cancel)).Rows);
        Assert.Equal(CodeRequestState.Withdrawn, (await partners.Request.WithdrawAsync(PartnerWorld.Ann, wish.Id, Cancel)).Done().State);
        Assert.Equal("decided", (await partners.Decide.DeclineAsync(Manager, wish.Id, "No.", Cancel)).Conflict().Code);
    }

    [Theory, BothEngines]
    public async Task What_stands_in_the_way_of_the_coupon_leaves_the_wish_waiting(DatabaseProvider engine)
    {
        await using var partners = await PartnerWorld.NewAsync(engine);
        await partners.AddAsync(Draft("TAKEN", Ben));
        var wish = await AskAsync(partners, "TAKEN");
        var draft = DecideCodeRequest.DraftOf(wish);

        Assert.Equal("code_taken", (await partners.Decide.ApproveAsync(Manager, wish.Id, draft, "", Cancel)).Conflict().Code);
        Assert.NotEmpty((await partners.Decide.ApproveAsync(Manager, wish.Id, draft with { Code = "FREE20", PartnerIds = [Ben] }, "", Cancel)).Invalid().For("partner_ids"));
        Assert.NotEmpty((await partners.Decide.ApproveAsync(Admin, wish.Id, draft with { Code = "FREE20", OfferId = OtherOffer }, "", Cancel)).Invalid().For("offer_id"));
        Assert.Equal(CodeRequestState.Pending, (await partners.Staff.OneAsync(Manager, wish.Id, Cancel))!.Request.State);
        Assert.Empty(await partners.CodesOfAsync(PartnerWorld.Ann));
    }

    [Theory, BothEngines]
    public async Task Two_who_approve_at_once_make_one_coupon(DatabaseProvider engine)
    {
        await using var partners = await PartnerWorld.NewAsync(engine);
        var wish = await AskAsync(partners, "ANNA20");

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => partners.Decide.ApproveAsync(Manager, wish.Id, DecideCodeRequest.DraftOf(wish) with { Code = $"ANNA2{i}" }, "", Cancel))));

        Assert.Single(answers.OfType<Outcome<CodeRequest>.Done>());
        Assert.Equal(1, await partners.World.ReadAsync(db => db.Coupons.CountAsync(Cancel)));
    }

    [Theory, BothEngines]
    public async Task Wish_needs_an_offer_of_the_partners_a_well_formed_code_and_is_sent_once(DatabaseProvider engine)
    {
        await using var partners = await PartnerWorld.NewAsync(engine);

        var bad = (await Ask(Hats, "a b", new string('x', CodeRequest.MaxText + 1))).Invalid();
        Assert.Equal(["code", "note", "offer_id"], bad.ByField.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(bad.For("offer_id"), (await Ask(4711, "ANNA20")).Invalid().For("offer_id"));
        Assert.NotEmpty((await Ask(null, "coupons")).Invalid().For("code"));
        (await Ask(Shoes, " anna20 ")).Done();
        Assert.Equal("already_asked", (await Ask(Shoes, "ANNA20")).Conflict().Code);
        for (var i = 1; i < CodeRequest.MostPending; i++)
        {
            (await Ask(Shoes, $"MORE{i}")).Done();
        }

        Assert.Equal("too_many", (await Ask(Shoes, "ONEMORE")).Conflict().Code);
        await partners.World.ChangeAsync(async db => (await db.Partners.SingleAsync(p => p.Id == Ann, Cancel)).Status = PartnerStatus.Paused);
        (await Ask(Shoes, "PAUSED1")).Forbidden();
        (await partners.Request.CreateAsync(Manager, new CodeWish { OfferId = Shoes, Code = "STAFF1" }, Cancel)).Forbidden();

        Task<Outcome<CodeRequest>> Ask(int? offer, string code, string note = "") => partners.Request.CreateAsync(PartnerWorld.Ann, new CodeWish { OfferId = offer, Code = code, Note = note }, Cancel);
    }

    private static async Task<CodeRequest> AskAsync(PartnerWorld partners, string code, string note = "") =>
        (await partners.Request.CreateAsync(PartnerWorld.Ann, new CodeWish { OfferId = Shoes, Code = code, Note = note }, Cancel)).Done();
}

using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Offers;
using CouponPortal.Domain.Partners;
using CouponPortal.Features.Partners;
using CouponPortal.Tests.Support;

namespace CouponPortal.Tests.Features.Partners;

public sealed class PartnerTests(TestStores stores) : IClassFixture<TestStores>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string, Action<PartnerDraft>> Faults => new()
    {
        { "name", d => d.Name = "" },
        { "name", d => d.Name = new string('x', 201) },
        { "email", d => d.Email = "nobody" },
        { "email", d => d.Email = "a@b" },
        { "email", d => d.Email = "Ann <ann@blog.example>" },
        { "email", d => d.Email = "ann@blog.example, bob@blog.example" },
        { "email", d => d.Email = "ann@blog .example" },
        { "email", d => d.Email = new string('a', 250) + "@blog.example" },
        { "postback_url", d => d.PostbackUrl = "ftp://blog.example/" },
        { "postback_url", d => d.PostbackUrl = "https://" + new string('a', 2_100) },
    };

    [Theory]
    [MemberData(nameof(Faults), DisableDiscoveryEnumeration = true)]
    public void Bad_input_is_named_at_its_field_alone(string field, Action<PartnerDraft> spoil)
    {
        var draft = new PartnerDraft { Name = "Blog", Email = "ann@blog.example", PostbackUrl = "https://blog.example/pb?c={coupon_code}&p={payout}" };
        var errors = new FieldErrors();
        Assert.False(draft.Checked(errors).PostbackUrl is null || errors.Any);
        spoil(draft);

        draft.Checked(errors);

        Assert.Equal(field, Assert.Single(errors.ByField).Key);
    }

    [Theory, BothEngines]
    public async Task Managers_add_partners_and_the_network_admin_edits_them(DatabaseProvider engine)
    {
        var store = await stores.OnAsync(engine);
        var save = new SavePartner(store.Database);
        var draft = new PartnerDraft { Name = store.Name("Blog") };

        (await save.CreateAsync(TestStore.Viewer(1), draft, null, Cancel)).Forbidden();
        (await save.CreateAsync(TestStore.PartnerUser(1), draft, null, Cancel)).Forbidden();
        Assert.Contains("ids", (await save.CreateAsync(TestStore.Manager(1), draft, 77, Cancel)).Forbidden(), StringComparison.Ordinal);
        var made = (await save.CreateAsync(TestStore.Manager(1), draft, null, Cancel)).Done();

        var edit = PartnerDraft.Of(made) with { Status = PartnerStatus.Paused };
        (await save.ChangeAsync(TestStore.PartnerUser(made.Id), made.Id, edit, Cancel)).IsNotFound();
        Assert.Contains("network administrator", (await save.ChangeAsync(TestStore.Manager(1), made.Id, edit, Cancel)).Forbidden(), StringComparison.Ordinal);
        Assert.Equal(PartnerStatus.Paused, (await save.ChangeAsync(TestStore.Admin, made.Id, edit, Cancel)).Done().Status);
        Assert.Equal("stale", (await save.ChangeAsync(TestStore.Admin, made.Id, edit, Cancel)).Conflict().Code);
        (await save.ChangeAsync(TestStore.Admin, 999_999, edit, Cancel)).IsNotFound();
    }

    [Theory, BothEngines]
    public async Task A_misspelt_macro_is_pointed_out(DatabaseProvider engine)
    {
        var store = await stores.OnAsync(engine);

        var outcome = await new SavePartner(store.Database).CreateAsync(
            TestStore.Admin, new() { Name = "Blog", PostbackUrl = "https://blog.example/?o={order_id}&a={ammount}" }, null, Cancel);

        Assert.Contains("{ammount}", Assert.Single(outcome.Notices()), StringComparison.Ordinal);
    }

    [Theory, BothEngines]
    public async Task Staff_sees_all_partners_but_approvals_of_its_own_offers_alone(DatabaseProvider engine)
    {
        var store = await stores.OnAsync(engine);
        var list = new PartnerList(store.Database);
        var (mine, other) = (await store.AddAdvertiserAsync(), await store.AddAdvertiserAsync());
        var (myOffer, otherOffer) = (await store.AddOfferAsync(mine.Id), await store.AddOfferAsync(other.Id));
        var partner = await store.AddPartnerAsync(p => p.Email = "Ann@Blog.example");
        foreach (var offer in new[] { myOffer, otherOffer })
        {
            await store.AddAsync(new Approval { OfferId = offer.Id, PartnerId = partner.Id, Status = ApprovalStatus.Approved, UpdatedAt = DateTime.UnixEpoch });
        }

        var manager = TestStore.Manager(mine.Id);
        var row = Assert.Single((await list.FindAsync(manager, new(Email: "ann@blog.EXAMPLE"), new(), Cancel)).Rows);
        Assert.Equal((partner.Id, 1), (row.Id, row.ApprovedOffers));
        Assert.Equal(myOffer.Id, Assert.Single((await list.ApprovalsAsync(manager, partner.Id, new(), Cancel)).Rows).OfferId);
        Assert.Equal(2, (await list.ApprovalsAsync(TestStore.Admin, partner.Id, new(), Cancel)).Total);
        Assert.Equal(0, (await list.FindAsync(TestStore.PartnerUser(partner.Id), new(), new(), Cancel)).Total);
        Assert.Null(await list.OneAsync(TestStore.PartnerUser(partner.Id), partner.Id, Cancel));
    }
}

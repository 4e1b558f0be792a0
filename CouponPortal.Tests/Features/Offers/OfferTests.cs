using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.Offers;
using CouponPortal.Domain.Payouts;
using CouponPortal.Features.Offers;
using CouponPortal.Tests.Support;

namespace CouponPortal.Tests.Features.Offers;

public sealed class OfferTests(TestStores stores) : IClassFixture<TestStores>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string, string, Action<OfferDraft>> Faults => new()
    {
        { "name", "1 to 200", d => d.Name = " " },
        { "base_destination_url", "Type the address", d => d.BaseDestinationUrl = "" },
        { "base_destination_url", "https://", d => d.BaseDestinationUrl = "//shop.example" },
        { "base_destination_url", "https://", d => d.BaseDestinationUrl = "javascript:alert(1)" },
        { "fallback_url", "ASCII", d => d.FallbackUrl = "https://shop.example/\r\nSet-Cookie:x" },
        { "currency", "ISO 4217", d => d.Currency = "ZZZ" },
        { "payout", "0 to 100", d => d.Payout = "100.0001" },
        { "payout", "0 to 100", d => d.Payout = "-5" },
        { "payout", "at most 4 decimals", d => d.Payout = "7.12345" },
        { "payout", "e.g. 10", d => d.Payout = "1,5" },
        { "payout", "e.g. 10", d => d.Payout = "10%" },
        { "payout", "EUR has at most 2", d => (d.PayoutType, d.Payout) = (PayoutType.Fixed, "1.234") },
        { "payout", "JPY has no decimals", d => (d.PayoutType, d.Payout, d.Currency) = (PayoutType.Fixed, "1.5", "JPY") },
        { "payout", "not negative", d => (d.PayoutType, d.Payout) = (PayoutType.Fixed, "-1") },
        { "payout", "too large", d => (d.PayoutType, d.Payout) = (PayoutType.Fixed, "99999999999999") },
    };

    [Theory]
    [MemberData(nameof(Faults), DisableDiscoveryEnumeration = true)]
    public void Bad_input_is_named_at_its_field_alone(string field, string says, Action<OfferDraft> spoil)
    {
        var draft = Draft(1);
        spoil(draft);
        var errors = new FieldErrors();

        draft.CopyTo(new Offer(), "EUR", errors);

        var (name, messages) = Assert.Single(errors.ByField);
        Assert.Equal(field, name);
        Assert.Contains(says, string.Join(' ', messages), StringComparison.Ordinal);
    }

    [Theory, BothEngines]
    public async Task Who_creates_and_changes_what_follows_role_and_ownership(DatabaseProvider engine)
    {
        var store = await stores.OnAsync(engine);
        var save = new SaveOffer(store.Database);
        var (mine, other) = (await store.AddAdvertiserAsync(a => a.Currency = "EUR"), await store.AddAdvertiserAsync());
        var manager = TestStore.Manager(mine.Id);

        Assert.NotEmpty((await save.CreateAsync(manager, Draft(other.Id), null, Cancel)).Invalid().For("advertiser_id"));
        (await save.CreateAsync(TestStore.PartnerUser(1), Draft(mine.Id), null, Cancel)).Forbidden();
        (await save.CreateAsync(TestStore.Viewer(mine.Id), Draft(mine.Id), null, Cancel)).Forbidden();
        (await save.CreateAsync(manager, Draft(mine.Id), 4_711, Cancel)).Forbidden();
        Assert.NotEmpty((await save.CreateAsync(manager, Draft(null), null, Cancel)).Invalid().For("advertiser_id"));
        var offer = (await save.CreateAsync(manager, Draft(mine.Id), null, Cancel)).Done();
        Assert.Equal(("EUR", 75_000L, "7.5"), (offer.Currency, offer.PayoutValue, offer.PayoutTerms.Plain));

        var edit = OfferDraft.Of(offer) with { Status = OfferStatus.Paused };
        (await save.ChangeAsync(TestStore.Manager(other.Id), offer.Id, edit, Cancel)).IsNotFound();
        (await save.ChangeAsync(TestStore.Viewer(mine.Id), offer.Id, edit, Cancel)).Forbidden();
        Assert.NotEmpty((await save.ChangeAsync(TestStore.Admin, offer.Id, edit with { AdvertiserId = other.Id }, Cancel)).Invalid().For("advertiser_id"));
        Assert.Equal(OfferStatus.Paused, (await save.ChangeAsync(manager, offer.Id, edit, Cancel)).Done().Status);
        Assert.Equal("stale", (await save.ChangeAsync(manager, offer.Id, edit, Cancel)).Conflict().Code);
    }

    [Theory, BothEngines]
    public async Task An_offer_that_pays_nothing_or_has_a_misspelt_macro_says_so(DatabaseProvider engine)
    {
        var store = await stores.OnAsync(engine);
        var advertiser = await store.AddAdvertiserAsync();

        var notices = (await new SaveOffer(store.Database).CreateAsync(
            TestStore.Admin, Draft(advertiser.Id) with { Payout = "", BaseDestinationUrl = "https://shop.example/?c={coupon_code}&x={code}" }, null, Cancel)).Notices();

        Assert.Collection(
            notices,
            n => Assert.Contains("{code}", n, StringComparison.Ordinal),
            n => Assert.Contains("payout is 0", n, StringComparison.Ordinal));
    }

    [Theory, BothEngines]
    public async Task The_list_filters_counts_and_shows_own_offers_alone(DatabaseProvider engine)
    {
        var store = await stores.OnAsync(engine);
        var list = new OfferList(store.Database);
        var (mine, other) = (await store.AddAdvertiserAsync(), await store.AddAdvertiserAsync());
        var shoes = await store.AddOfferAsync(mine.Id, o => o.Name = "Shoes");
        var hats = await store.AddOfferAsync(mine.Id, o => (o.Name, o.Status) = ("Hats", OfferStatus.Paused));
        var foreign = await store.AddOfferAsync(other.Id, o => o.Name = "Shoes");
        var partner = await store.AddPartnerAsync();
        await store.AddAsync(new Approval { OfferId = shoes.Id, PartnerId = partner.Id, Status = ApprovalStatus.Approved, UpdatedAt = DateTime.UnixEpoch });
        await store.AddAsync(new Coupon { AdvertiserId = mine.Id, OfferId = shoes.Id, Code = "ABC", NormalCode = "ABC" });
        var staff = TestStore.Viewer(mine.Id);

        Assert.Equal([hats.Id, shoes.Id], await IdsAsync(new(), new(SortBy: "name")));
        Assert.Equal([shoes.Id, hats.Id], await IdsAsync(new(), new(SortBy: "name", Descending: true)));
        Assert.Equal([hats.Id], await IdsAsync(new(Status: OfferStatus.Paused), new()));
        Assert.Equal([shoes.Id], await IdsAsync(new("shoe"), new()));
        Assert.Empty(await IdsAsync(new(AdvertiserId: other.Id), new()));
        Assert.Null(await list.OneAsync(staff, foreign.Id, Cancel));
        var row = (await list.FindAsync(staff, new("Shoes"), new(), Cancel)).Rows[0];
        Assert.Equal((mine.Name, 1, 1), (row.AdvertiserName, row.Coupons, row.ApprovedPartners));
        var detail = (await list.OneAsync(staff, shoes.Id, Cancel))!;
        Assert.Equal((1, false), (detail.Coupons, detail.MayManage));
        Assert.Equal([mine.Id], (await list.AdvertisersAsync(staff, Cancel)).Select(a => a.Id));

        async Task<IEnumerable<int>> IdsAsync(OfferFilter filter, PageRequest page) => (await list.FindAsync(staff, filter, page, Cancel)).Rows.Select(r => r.Id);
    }

    private static OfferDraft Draft(int? advertiserId) =>
        new() { AdvertiserId = advertiserId, Name = "Offer", BaseDestinationUrl = "https://shop.example/?ref={transaction_id}", Payout = "7.5" };
}

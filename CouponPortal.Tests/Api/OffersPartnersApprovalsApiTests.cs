using System.Net;
using CouponPortal.Data;
using CouponPortal.Tests.Support;

namespace CouponPortal.Tests.Api;

public sealed class OffersPartnersApprovalsApiTests(CatalogApi api) : IClassFixture<CatalogApi>
{
    [Theory, BothEngines]
    public async Task An_offer_comes_back_as_it_was_sent(DatabaseProvider engine)
    {
        var store = await api.StoreAsync(engine);
        var advertiser = await store.AddAdvertiserAsync(a => a.Currency = "EUR");
        var admin = await api.AdminAsync(engine);

        var created = await admin.PostAsync("/offers", new
        {
            id = 448,
            advertiser_id = advertiser.Id,
            name = "Everything",
            status = "paused",
            base_destination_url = "https://shop.example/?cc={coupon_code}",
            fallback_url = "https://shop.example/sorry",
            payout_type = "fixed",
            payout = 12.5,
            auto_approve_conversions = true,
        });
        var read = await admin.GetAsync("/offers/448");

        Assert.Equal(created.GetRawText(), read.GetRawText());
        Assert.Equal((448, advertiser.Id, "paused", "fixed", "12.50", "EUR"), (read.Number("id"), read.Number("advertiser_id"), read.Text("status"), read.Text("payout_type"), read.Text("payout"), read.Text("currency")));
        Assert.True(read.GetProperty("auto_approve_conversions").GetBoolean());
        var next = await admin.PostAsync("/offers", new { advertiser_id = advertiser.Id, name = "Next", base_destination_url = "https://shop.example/", payout = "10" });
        Assert.True(next.Number("id") > 448);
        Assert.Equal("10", next.Text("payout"));
    }

    [Theory, BothEngines]
    public async Task Offers_of_others_are_not_found_and_stale_changes_refused(DatabaseProvider engine)
    {
        var store = await api.StoreAsync(engine);
        var (mine, other) = (await store.AddAdvertiserAsync(), await store.AddAdvertiserAsync());
        var (offer, foreign) = (await store.AddOfferAsync(mine.Id), await store.AddOfferAsync(other.Id));
        var manager = await api.ManagerAsync(engine, mine.Id);

        Assert.Equal([offer.Id], (await manager.GetAsync("/offers")).GetProperty("data").EnumerateArray().Select(o => o.Number("id")));
        Assert.Empty((await manager.GetAsync($"/offers?advertiser_id={other.Id}")).GetProperty("data").EnumerateArray());
        await manager.GetAsync($"/offers/{foreign.Id}", HttpStatusCode.NotFound);
        await manager.PatchAsync($"/offers/{foreign.Id}", new { name = "X" }, HttpStatusCode.NotFound);
        await manager.PostAsync("/offers", new { advertiser_id = other.Id, name = "X", base_destination_url = "https://x.example/" }, HttpStatusCode.BadRequest);
        await manager.PostAsync("/offers", new { id = 9, advertiser_id = mine.Id, name = "X", base_destination_url = "https://x.example/" }, HttpStatusCode.Forbidden);
        Assert.Equal("paused", (await manager.PatchAsync($"/offers/{offer.Id}", new { status = "paused", version = 1 })).Text("status"));
        Assert.Equal("stale", (await manager.PatchAsync($"/offers/{offer.Id}", new { status = "active", version = 1 }, HttpStatusCode.Conflict)).Text("code"));
        Assert.Equal(["caps", "targeting"], (await manager.PatchAsync($"/offers/{offer.Id}", new { caps = 1, targeting = "x" }, HttpStatusCode.BadRequest)).ErrorFields().Order());
    }

    [Theory, BothEngines]
    public async Task Targeting_and_smart_switch_come_back_in_their_normal_form_and_faults_at_their_places(DatabaseProvider engine)
    {
        var store = await api.StoreAsync(engine);
        var advertiser = await store.AddAdvertiserAsync();
        var (offer, next) = (await store.AddOfferAsync(advertiser.Id), await store.AddOfferAsync(advertiser.Id));
        var foreign = await store.AddOfferAsync((await store.AddAdvertiserAsync()).Id);
        var manager = await api.ManagerAsync(engine, advertiser.Id);

        var changed = await manager.PatchAsync($"/offers/{offer.Id}", new
        {
            targeting = new
            {
                country = new { mode = "allow", values = new[] { "de", "AT", "de" }, unknown = "refuse" },
                hours = new { mode = "deny", time_zone = "Europe/Berlin", windows = new[] { new { days = new[] { "sunday" }, from = 22, to = 6 } } },
            },
            smart_switch = new { steps = new object[] { new { targets = new[] { new { offer_id = next.Id, weight = 2 } }, when = new[] { "targeting" } }, new { targets = new[] { new { url = "https://shop.example/else" } } } } },
        });
        Assert.Equal("""["AT","DE"]""", changed.GetProperty("targeting").GetProperty("country").GetProperty("values").GetRawText());
        Assert.Equal("https://shop.example/else", changed.GetProperty("smart_switch").GetProperty("steps")[1].GetProperty("targets")[0].Text("url"));

        // What is not sent stays; null clears.
        var renamed = await manager.PatchAsync($"/offers/{offer.Id}", new { name = "Renamed" });
        Assert.Equal(changed.GetProperty("targeting").GetRawText(), renamed.GetProperty("targeting").GetRawText());
        var cleared = await manager.PatchAsync($"/offers/{offer.Id}", new { targeting = (object?)null });
        Assert.Equal("null", cleared.GetProperty("targeting").GetProperty("country").GetRawText());
        Assert.Equal(2, cleared.GetProperty("smart_switch").GetProperty("steps").GetArrayLength());

        var refused = await manager.PatchAsync(
            $"/offers/{offer.Id}",
            new { targeting = new { country = new { mode = "allow", values = new[] { "Germany" } } }, smart_switch = new { steps = new[] { new { targets = new[] { new { offer_id = foreign.Id } } } } } },
            HttpStatusCode.BadRequest);
        Assert.Equal(["smart_switch.steps[0].targets[0].offer_id", "targeting.country.values"], refused.ErrorFields().Order(StringComparer.Ordinal));
        Assert.Equal(["targeting.country.mode"], (await manager.PatchAsync($"/offers/{offer.Id}", new { targeting = new { country = new { mode = "maybe", values = new[] { "DE" } } } }, HttpStatusCode.BadRequest)).ErrorFields());
        Assert.Equal(["targeting.planet"], (await manager.PatchAsync($"/offers/{offer.Id}", new { targeting = new { planet = "mars" } }, HttpStatusCode.BadRequest)).ErrorFields());
    }

    [Theory, BothEngines]
    public async Task A_partner_comes_back_as_it_was_sent_and_its_postback_address_stays_between_it_and_the_network(DatabaseProvider engine)
    {
        var store = await api.StoreAsync(engine);
        var admin = await api.AdminAsync(engine);
        var manager = await api.ManagerAsync(engine, (await store.AddAdvertiserAsync()).Id);

        var created = await admin.PostAsync("/partners", new { id = 1_310, name = "Blog", email = "ann@blog.example", status = "active", postback_url = "https://blog.example/pb?key=k&c={coupon_code}" });

        Assert.Equal(created.GetRawText(), (await admin.GetAsync("/partners/1310")).GetRawText());
        Assert.Equal(1_310, Assert.Single((await manager.GetAsync("/partners?email=ANN@blog.example")).GetProperty("data").EnumerateArray()).Number("id"));
        Assert.Null((await manager.GetAsync("/partners/1310")).Text("postback_url"));
        await manager.PatchAsync("/partners/1310", new { status = "paused" }, HttpStatusCode.Forbidden);
        Assert.Equal("paused", (await admin.PatchAsync("/partners/1310", new { status = "paused" })).Text("status"));
        Assert.Equal("stale", (await admin.PatchAsync("/partners/1310", new { status = "active", version = 1 }, HttpStatusCode.Conflict)).Text("code"));
        Assert.Equal("id_taken", (await admin.PostAsync("/partners", new { id = 1_310, name = "Again" }, HttpStatusCode.Conflict)).Text("code"));
        Assert.True((await manager.PostAsync("/partners", new { name = "Found by a shop" })).Number("id") > 1_310);
        await admin.GetAsync("/partners/999999", HttpStatusCode.NotFound);
    }

    [Theory, BothEngines]
    public async Task Approvals_are_made_changed_and_listed_by_pair(DatabaseProvider engine)
    {
        var store = await api.StoreAsync(engine);
        var (mine, other) = (await store.AddAdvertiserAsync(), await store.AddAdvertiserAsync());
        var (offer, foreign) = (await store.AddOfferAsync(mine.Id), await store.AddOfferAsync(other.Id));
        var partner = await store.AddPartnerAsync();
        var manager = await api.ManagerAsync(engine, mine.Id);

        await manager.PatchAsync("/approvals", new { offer_id = offer.Id, partner_id = partner.Id, status = "rejected" }, HttpStatusCode.NotFound);
        Assert.Equal("pending", (await manager.PostAsync("/approvals", new { offer_id = offer.Id, partner_id = partner.Id, status = "pending" })).Text("status"));
        Assert.Equal("approved", (await manager.PostAsync("/approvals", new { offer_id = offer.Id, affiliate_id = partner.Id })).Text("status"));
        Assert.Equal("rejected", (await manager.PatchAsync("/approvals", new { offer_id = offer.Id, publisher_id = partner.Id, status = "rejected" })).Text("status"));
        var row = Assert.Single((await manager.GetAsync($"/approvals?offer_id={offer.Id}&affiliate_id={partner.Id}&status=rejected")).GetProperty("data").EnumerateArray());
        Assert.Equal((offer.Id, partner.Id), (row.Number("offer_id"), row.Number("partner_id")));
        Assert.EndsWith("Z", row.Text("updated_at"), StringComparison.Ordinal);

        await manager.PostAsync("/approvals", new { offer_id = foreign.Id, partner_id = partner.Id }, HttpStatusCode.BadRequest);
        Assert.Equal(["partner_id"], (await manager.PostAsync("/approvals", new { offer_id = offer.Id, partner_id = 999_999 }, HttpStatusCode.BadRequest)).ErrorFields());
        Assert.Equal(["offer_id", "partner_id", "status"], (await manager.PatchAsync("/approvals", new { }, HttpStatusCode.BadRequest)).ErrorFields());
    }
}

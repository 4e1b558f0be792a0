using System.Security.Claims;
using Bunit;
using CouponPortal.Data;
using CouponPortal.Data.Catalog;
using CouponPortal.Data.Identity;
using CouponPortal.Domain.Accounts;
using CouponPortal.Features.Coupons;
using CouponPortal.Intake.Rehearsal;
using CouponPortal.Intake.Replay;
using CouponPortal.Intake.Shops;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Radzen;
using static CouponPortal.Tests.Features.Coupons.CouponWorld;

namespace CouponPortal.Tests.Features.Coupons;

public sealed class CouponPagesTests : BunitContext
{
    private const int UserId = 7;

    [Fact]
    public async Task Viewer_reads_a_coupon_and_gets_no_save_button()
    {
        await using var world = await WorldAsync(Viewer);
        var coupon = await world.CreatedAsync(Draft("SNAPDOG", Ann) with { Description = "<b>10 %</b>", IsDescriptionPlainText = false });

        var page = Render<CouponFormPage>(p => p.Add(x => x.Id, coupon.Id));

        page.WaitForAssertion(() => Assert.Contains(SaveCoupon.ReadOnlySentence, page.Markup, StringComparison.Ordinal));
        Assert.Empty(page.FindAll("form"));
        var frame = page.Find("iframe.description-frame");
        Assert.DoesNotContain("allow-scripts", frame.GetAttribute("sandbox"), StringComparison.Ordinal);
        Assert.Contains("<b>10 %</b>", frame.GetAttribute("srcdoc"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Foreign_coupon_is_no_other_than_a_missing_one()
    {
        await using var world = await WorldAsync(Stranger);
        var coupon = await world.CreatedAsync(Draft("SNAPDOG", Ann));

        var page = Render<CouponFormPage>(p => p.Add(x => x.Id, coupon.Id));

        page.WaitForAssertion(() => Assert.Contains("There is no such coupon", page.Markup, StringComparison.Ordinal));
        Assert.DoesNotContain("SNAPDOG", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Exclusive_is_greyed_out_without_the_permission_unless_the_coupon_is_exclusive_already()
    {
        await using var world = await WorldAsync(Stranger);
        var plain = await world.CreatedAsync(Draft("PLAIN1", Ann) with { OfferId = OtherOffer }, Stranger);
        var exclusive = await world.CreatedAsync(Exclusive("EXCL1", Ann) with { OfferId = OtherOffer }, Stranger);

        var locked = Render<CouponFormPage>(p => p.Add(x => x.Id, plain.Id));
        var open = Render<CouponFormPage>(p => p.Add(x => x.Id, exclusive.Id));

        locked.WaitForAssertion(() => Assert.True(locked.Find("input[value=Exclusive]").HasAttribute("disabled")));
        Assert.Contains("Ask the network", locked.Find("#visibility-Exclusive").TextContent, StringComparison.Ordinal);
        open.WaitForAssertion(() => Assert.Contains("Acts as Private for now", open.Find("#visibility-Exclusive").TextContent, StringComparison.Ordinal));
        Assert.False(open.Find("input[value=Exclusive]").HasAttribute("disabled"));
    }

    [Fact]
    public async Task Refused_save_says_why_and_keeps_what_was_typed()
    {
        await using var world = await WorldAsync(Manager);
        var coupon = await world.CreatedAsync(Draft("SNAPDOG", Ann));
        await world.CreatedAsync(Draft("TAKEN1", Ben));
        var page = Render<CouponFormPage>(p => p.Add(x => x.Id, coupon.Id));
        page.WaitForElement("#internal_note").Change("my note");

        page.Find("#code").Input("taken1");
        await page.Find("form.panel").SubmitAsync();
        page.WaitForAssertion(() => Assert.Contains("TAKEN1 is already on offer Shoes", page.Find("#code-error").TextContent, StringComparison.Ordinal));

        page.Find("#code").Input("SNAPDOG");
        await world.Save.UpdateAsync(Admin, coupon.Id, CouponDraft.Of(coupon) with { Description = "theirs" });
        await page.Find("form.panel").SubmitAsync();
        page.WaitForAssertion(() => Assert.Contains("Somebody saved this meanwhile", page.Find("[role=alert]").TextContent, StringComparison.Ordinal));
        Assert.Equal("my note", page.Find("#internal_note").GetAttribute("value"));
        Assert.Equal("theirs", (await world.List.OneAsync(Manager, coupon.Id))!.Coupon.Description);
    }

    [Fact]
    public async Task Save_tells_of_the_partner_it_approved()
    {
        await using var world = await WorldAsync(Manager);
        var coupon = await world.CreatedAsync(Draft("SNAPDOG", Ann));
        await world.ChangeAsync(db => db.Approvals.ExecuteDeleteAsync());
        var page = Render<CouponFormPage>(p => p.Add(x => x.Id, coupon.Id));

        await page.WaitForElement("form.panel").SubmitAsync();

        page.WaitForAssertion(() => Assert.Contains("Ann's Blog was approved on offer Shoes.", page.Find("[role=status].notice").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task List_shows_a_dash_for_no_partner_and_the_reason_for_no_tracking_url()
    {
        await using var world = await WorldAsync(Manager);
        await world.CreatedAsync(Draft("POOL1"));

        var page = Render<CouponsPage>();

        Assert.Equal("-", page.WaitForElement("td[data-label=Partner]").TextContent.Trim());
        var link = page.Find(".link-button");
        Assert.Equal(("true", "No tracking URL for POOL1: No partner is assigned yet."), (link.GetAttribute("aria-disabled"), link.GetAttribute("aria-label")));
    }

    private async Task<CouponWorld> WorldAsync(Actor actor)
    {
        var world = await NewAsync(DatabaseProvider.Sqlite);
        await world.ChangeAsync(db =>
        {
            db.Users.Add(new PortalUser
            {
                Id = UserId,
                UserName = actor.Name,
                Email = actor.Name,
                Role = actor.Role,
                Advertisers = [.. actor.AdvertiserIds.Select(id => new UserAdvertiser { AdvertiserId = id })],
            });
            return Task.CompletedTask;
        });
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddRadzenComponents();
        Services.AddSingleton<TimeProvider>(world.Time);
        Services.AddSingleton<IDbContextFactory<PortalDbContext>>(world.Database);
        Services.AddSingleton(world.Catalog);
        Services.AddSingleton<AuthenticationStateProvider>(new SignedIn());
        Services.AddSingleton<Actors>();
        Services.AddSingleton<CurrentActor>();
        Services.AddCoupons();

        // Beside the form's Save. No order is replayed here, so no shop's request is read.
        Services.AddSingleton(_ => new RehearseRules(
            world.Database, new Catalog(world.Database, new CatalogSignal()), new DoorDialects(new ConnectionMemory(world.Database), shops: null!), new NameBook(world.Database), world.Time));
        return world;
    }

    private sealed class SignedIn : AuthenticationStateProvider
    {
        public override Task<AuthenticationState> GetAuthenticationStateAsync() =>
            Task.FromResult(new AuthenticationState(new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, $"{UserId}")], "test"))));
    }
}

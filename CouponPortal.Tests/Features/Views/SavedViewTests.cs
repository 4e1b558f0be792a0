using CouponPortal.Data;
using CouponPortal.Domain.Reports;
using CouponPortal.Features.Views;
using CouponPortal.Tests.Support;

namespace CouponPortal.Tests.Features.Views;

public sealed class SavedViewTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task View_is_its_owners_until_it_is_shared_with_the_staff_of_an_advertiser(DatabaseProvider engine)
    {
        await using var world = await ReportWorld.CreateAsync(engine);
        var view = await world.ViewAsync(ReportWorld.Manager, query: "?status=pending&page=3&range=all");

        Assert.Equal("range=all&status=pending", view.Query);
        Assert.Equal((IEnumerable<bool>)[false, true, false, false], await SeenAsync(world));

        (await world.Save.ChangeAsync(await world.ActorAsync(ReportWorld.Manager), view.Id, new ViewChange(IsShared: true, AdvertiserId: 1), Stop)).Done();
        Assert.Equal((IEnumerable<bool>)[true, true, true, false], await SeenAsync(world));

        (await world.Save.ChangeAsync(await world.ActorAsync(ReportWorld.Manager), view.Id, new ViewChange(IsShared: false), Stop)).Done();
        Assert.Equal((IEnumerable<bool>)[false, true, false, false], await SeenAsync(world));
    }

    [Theory, BothEngines]
    public async Task Nobody_but_its_owner_changes_a_view(DatabaseProvider engine)
    {
        await using var world = await ReportWorld.CreateAsync(engine);
        var view = await world.ViewAsync(ReportWorld.Manager);
        var (viewer, stranger) = (await world.ActorAsync(ReportWorld.Viewer), await world.ActorAsync(ReportWorld.Stranger));
        (await world.Save.ChangeAsync(await world.ActorAsync(ReportWorld.Manager), view.Id, new ViewChange(IsShared: true, AdvertiserId: 1), Stop)).Done();

        (await world.Save.ChangeAsync(viewer, view.Id, new ViewChange(Name: "Theirs"), Stop)).Forbidden();
        (await world.Save.RemoveAsync(viewer, view.Id, Stop)).Forbidden();
        (await world.Save.ChangeAsync(stranger, view.Id, new ViewChange(Name: "Theirs"), Stop)).IsNotFound();
        (await world.Save.RemoveAsync(stranger, view.Id, Stop)).IsNotFound();
        Assert.Equal("Mine", (await world.Views.OneAsync(viewer, view.Id, Stop))?.Name);
    }

    [Theory, BothEngines]
    public async Task View_is_not_shared_with_an_advertiser_that_its_owner_does_not_manage(DatabaseProvider engine)
    {
        await using var world = await ReportWorld.CreateAsync(engine);
        var (own, viewers) = (await world.ViewAsync(ReportWorld.Manager), await world.ViewAsync(ReportWorld.Viewer));

        Assert.NotEmpty((await world.Save.ChangeAsync(await world.ActorAsync(ReportWorld.Manager), own.Id, new ViewChange(IsShared: true, AdvertiserId: 2), Stop)).Invalid().For("advertiser_id"));
        Assert.NotEmpty((await world.Save.ChangeAsync(await world.ActorAsync(ReportWorld.Manager), own.Id, new ViewChange(IsShared: true), Stop)).Invalid().For("advertiser_id"));
        Assert.NotEmpty((await world.Save.ChangeAsync(await world.ActorAsync(ReportWorld.Viewer), viewers.Id, new ViewChange(IsShared: true, AdvertiserId: 1), Stop)).Invalid().For("advertiser_id"));
    }

    [Theory, BothEngines]
    public async Task Name_is_needed_and_taken_once_by_one_owner_on_one_page(DatabaseProvider engine)
    {
        await using var world = await ReportWorld.CreateAsync(engine);
        await world.ViewAsync(ReportWorld.Manager, "Leaks");
        var actor = await world.ActorAsync(ReportWorld.Manager);

        Assert.Equal("name_taken", (await world.Save.CreateAsync(actor, "conversions", new ReportQuery(""), " Leaks ", Stop)).Conflict().Code);
        Assert.NotEmpty((await world.Save.CreateAsync(actor, "conversions", new ReportQuery(""), " ", Stop)).Invalid().For("name"));
        (await world.Save.CreateAsync(actor, "clicks", new ReportQuery(""), "Leaks", Stop)).Done();
        (await world.Save.CreateAsync(actor, "nowhere", new ReportQuery(""), "Leaks", Stop)).IsNotFound();
        (await world.Save.CreateAsync(EventsDatabase.Admin, "clicks", new ReportQuery(""), "Of a key", Stop)).Forbidden();
        await world.ViewAsync(ReportWorld.Viewer, "Leaks");
    }

    [Theory, BothEngines]
    public async Task View_that_is_scheduled_stays(DatabaseProvider engine)
    {
        await using var world = await ReportWorld.CreateAsync(engine);
        var view = await world.ViewAsync(ReportWorld.Manager);
        await world.Events.AddAsync(new ScheduledExport { OwnerId = ReportWorld.Manager, SavedViewId = view.Id, DueAt = EventsDatabase.Noon });

        Assert.Equal("scheduled", (await world.Save.RemoveAsync(await world.ActorAsync(ReportWorld.Manager), view.Id, Stop)).Conflict().Code);
    }

    private static async Task<bool[]> SeenAsync(ReportWorld world)
    {
        var seen = new List<bool>();
        foreach (var user in (int[])[ReportWorld.Admin, ReportWorld.Manager, ReportWorld.Viewer, ReportWorld.Stranger])
        {
            seen.Add((await world.Views.OfPageAsync(await world.ActorAsync(user), "conversions", Stop)).Count > 0);
        }

        return [.. seen];
    }
}

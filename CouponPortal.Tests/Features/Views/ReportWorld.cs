using CouponPortal.Data;
using CouponPortal.Data.Identity;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Reports;
using CouponPortal.Features.Clicks;
using CouponPortal.Features.Conversions;
using CouponPortal.Features.Views;

namespace CouponPortal.Tests.Features.Views;

/// <summary>The events' store with people in it: an admin, a manager and a viewer of advertiser 1, a stranger of advertiser 2.</summary>
public sealed class ReportWorld : IAsyncDisposable
{
    public const int Admin = 1;
    public const int Manager = 2;
    public const int Viewer = 3;
    public const int Stranger = 4;

    private ReportWorld(EventsDatabase events) => Events = events;

    public EventsDatabase Events { get; }

    public Actors Actors => new(Events.Store, Events.Time);

    public NameBook Book => new(Events.Store);

    public ConversionList List => new(Events.Store, Events.Time);

    public ConversionQueries Queries => new(Events.Store, Events.Catalog, Events.Time);

    public ConversionTotals Totals => new(Events.Store, List);

    public ConversionExport Conversions => new(List, Queries, Book, Events.Catalog);

    public ClickExport Clicks => new(new ClickList(Events.Store, Events.Time), new ClickQueries(Events.Store, Events.Time), Book, Events.Catalog);

    public ViewList Views => new(Events.Store);

    public SaveView Save => new(Events.Store, [Conversions, Clicks], Events.Time);

    public static async Task<ReportWorld> CreateAsync(DatabaseProvider engine)
    {
        var world = new ReportWorld(await EventsDatabase.CreateAsync(engine));
        await using var db = world.Events.Store.CreateDbContext();
        db.AddRange(User(Admin, Role.NetworkAdmin), User(Manager, Role.AdvertiserManager, 1), User(Viewer, Role.AdvertiserViewer, 1), User(Stranger, Role.AdvertiserManager, 2));
        await db.SaveChangesAsync();
        return world;
    }

    public async Task<Actor> ActorAsync(int user) => (await Actors.OfUserAsync(user))!;

    public async Task<SavedView> ViewAsync(int user, string name = "Mine", string query = "range=all&status=pending") =>
        (await Save.CreateAsync(await ActorAsync(user), "conversions", new ReportQuery(query), name)).Done();

    public ValueTask DisposeAsync() => Events.DisposeAsync();

    private static PortalUser User(int id, Role role, params int[] advertisers) => new()
    {
        Id = id,
        UserName = $"user{id}@x.example",
        NormalizedUserName = $"USER{id}@X.EXAMPLE",
        Email = $"user{id}@x.example",
        Role = role,
        Advertisers = [.. advertisers.Select(a => new UserAdvertiser { UserId = id, AdvertiserId = a })],
    };
}

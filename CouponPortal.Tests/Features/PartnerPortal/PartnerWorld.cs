using CouponPortal.Data;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.Offers;
using CouponPortal.Features.Coupons;
using CouponPortal.Features.Coupons.Requests;
using CouponPortal.Features.PartnerPortal.Codes;
using CouponPortal.Features.PartnerPortal.Offers;
using CouponPortal.Features.PartnerPortal.Requests;
using CouponPortal.Features.PartnerPortal.Shell;
using CouponPortal.Tests.Features.Coupons;

namespace CouponPortal.Tests.Features.PartnerPortal;

/// <summary>A <see cref="CouponWorld"/> in which Ann is approved on Shoes alone, with the partner portal's queries and use cases.</summary>
internal sealed class PartnerWorld : IAsyncDisposable
{
    public static readonly Actor Ann = CouponWorld.PartnerUser;
    public static readonly Actor Ben = new("ben@blog.example", Role.Partner, [], CouponWorld.Ben);

    private PartnerWorld(CouponWorld world)
    {
        World = world;
        Codes = new PartnerCodes(world.Database, world.Time);
        Menu = new PartnerMenu(world.Database);
        Offers = new PartnerOffers(world.Database);
        Apply = new ApplyToOffer(world.Database, world.Time);
        Request = new RequestCode(world.Database, world.Time);
        Requests = new PartnerRequests(world.Database);
        Decide = new DecideCodeRequest(world.Database, world.Time);
        Staff = new CodeRequestList(world.Database);
    }

    public CouponWorld World { get; }

    public PartnerCodes Codes { get; }

    public PartnerMenu Menu { get; }

    public PartnerOffers Offers { get; }

    public ApplyToOffer Apply { get; }

    public RequestCode Request { get; }

    public PartnerRequests Requests { get; }

    public DecideCodeRequest Decide { get; }

    public CodeRequestList Staff { get; }

    public static async Task<PartnerWorld> NewAsync(DatabaseProvider engine)
    {
        var world = new PartnerWorld(await CouponWorld.NewAsync(engine));
        await world.ApproveAsync(CouponWorld.Shoes, CouponWorld.Ann, ApprovalStatus.Approved);
        return world;
    }

    public Task ApproveAsync(int offer, int partner, ApprovalStatus status) =>
        World.ChangeAsync(db => Approvals.SetAsync(db, offer, partner, status, World.Time.GetUtcNow().UtcDateTime, default));

    public async Task<Coupon> AddAsync(CouponDraft draft) => (await World.Save.CreateAsync(CouponWorld.Admin, draft)).Done().Coupon;

    public async Task<string[]> CodesOfAsync(Actor actor, PartnerCodeFilter? filter = null) =>
        [.. (await Codes.FindAsync(actor, filter ?? new(), new PageRequest(SortBy: "code"), default)).Rows.Select(r => r.Code)];

    public ValueTask DisposeAsync() => World.DisposeAsync();
}

using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Coupons;
using CouponPortal.Features.Coupons;

namespace CouponPortal.Bench.Lists;

/// <summary>What people ask of a coupon list: every filter and every sort, alone and in usual pairs.</summary>
internal static class ListQueries
{
    private const int Big = 1, Small = 7;

    private static readonly Actor Admin = new("admin@network.example", Role.NetworkAdmin, []);
    private static readonly Actor Manager = new("manager@shop.example", Role.AdvertiserManager, [Big]);
    private static readonly Actor SmallManager = new("manager@small.example", Role.AdvertiserManager, [Small]);

    public static readonly IReadOnlyList<(string Name, Actor Actor, CouponFilter Filter, string? Sort, bool Descending)> All =
    [
        .. Sorts("everything", Admin, new()),
        .. Sorts("big advertiser's staff", Manager, new()),
        .. Sorts("small advertiser's staff", SmallManager, new()),
        .. Sorts("offer", Manager, new(OfferId: ListSeed.OfferOf(Big, 3))),
        .. Sorts("partner", Admin, new(PartnerId: 1)),
        .. Sorts("Private", Manager, new(Visibility: CouponVisibility.Private)),
        .. Sorts("Exclusive", Admin, new(Visibility: CouponVisibility.Exclusive)),
        .. Sorts("Public", Admin, new(Visibility: CouponVisibility.Public)),
        .. Sorts("status active", Admin, new(Status: CouponStatus.Active)),
        .. Sorts("state paused", Admin, new(State: CouponState.Paused)),
        .. Sorts("state active", Admin, new(State: CouponState.Active)),
        .. Sorts("state scheduled", Admin, new(State: CouponState.Scheduled)),
        .. Sorts("state ended", Admin, new(State: CouponState.Ended)),
        .. Sorts("pool", Admin, new(Unassigned: true)),
        .. Sorts("code", Admin, new(Code: "SUMMERABCDEFGH")),
        .. Sorts("text SUMMER", Admin, new(Text: "summer")),
        .. Sorts("text XY3", Admin, new(Text: "xy3")),
        .. Sorts("text that nothing has", Admin, new(Text: "nothing has this")),
        .. Sorts("offer + active", Manager, new(OfferId: ListSeed.OfferOf(Big, 3), State: CouponState.Active)),
        .. Sorts("partner + Exclusive", Admin, new(PartnerId: 1, Visibility: CouponVisibility.Exclusive)),
        .. Sorts("partner + text", Admin, new(PartnerId: 2, Text: "season")),
        .. Sorts("Exclusive + ended", Manager, new(Visibility: CouponVisibility.Exclusive, State: CouponState.Ended)),
        .. Sorts("Exclusive + text", Manager, new(Text: "xy", Visibility: CouponVisibility.Exclusive)),
        .. Sorts("pool + active", Manager, new(Unassigned: true, State: CouponState.Active)),
    ];

    private static IEnumerable<(string, Actor, CouponFilter, string?, bool)> Sorts(string name, Actor actor, CouponFilter filter) =>
        ((string?, bool)[])[(null, false), ("code", false), ("offer", false), ("partner", true), ("end", false)] is var sorts
            ? sorts.Select(s => (name, actor, filter, s.Item1, s.Item2))
            : [];
}

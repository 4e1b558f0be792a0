using CouponPortal.Domain.Accounts;

namespace CouponPortal.Features.Reports.Sql;

/// <summary>The advertisers of a report, and what else bounds what the actor sees.</summary>
/// <param name="AdvertiserIds">Null = every one.</param>
/// <param name="PartnerId">Only what is this partner's; null = everybody's.</param>
/// <param name="Misses">Also clicks that belong to no advertiser.</param>
internal sealed record ReportScope(IReadOnlyList<int>? AdvertiserIds, int? PartnerId, bool Misses)
{
    /// <summary>Null = the actor sees nothing of what is asked for.</summary>
    public static ReportScope? Of(Actor actor, ReportSpec spec) => actor switch
    {
        { IsStaff: false, PartnerId: { } partner } => new(spec.AdvertiserId is { } one ? [one] : null, partner, Misses: false),
        { IsStaff: false } => null,
        _ when spec.AdvertiserId is { } one => actor.Sees(one) || (one == 0 && actor.IsNetworkAdmin) ? new([one], null, Misses: one == 0) : null,
        { IsNetworkAdmin: true } => new(null, null, Misses: true),
        _ => new(actor.AdvertiserIds, null, Misses: false),
    };
}

/// <summary>One of the ranges of a report: the one asked for, or the one it is compared with.</summary>
/// <param name="Shift">Days to add, so that a day compared with stands at the place of the day it is compared to.</param>
internal readonly record struct ReportPeriod(int Number, DateOnly From, DateOnly To, int Shift);

/// <summary>Advertisers whose days are the same.</summary>
internal sealed record ZoneGroup(string Name, TimeZoneInfo Zone);

/// <summary>What is read from where.</summary>
/// <param name="ByRows">Advertisers whose rollups cannot be read now; null = every one, because the report has what rollups do not.</param>
internal sealed record ReportPlan(ReportSpec Spec, ReportScope Scope, IReadOnlyList<ReportPeriod> Periods, IReadOnlyList<ZoneGroup> Zones, IReadOnlyList<int>? ByRows)
{
    /// <summary>IANA name of the zone that decided which day is today.</summary>
    public string Zone { get; init; } = "UTC";

    public bool UsesRollups => ByRows is not null;

    public bool UsesRows => ByRows is not { Count: 0 };

    private static IEnumerable<ReportDimension> Used(ReportSpec spec) => spec.Dimensions.Concat(spec.Filters.Select(f => f.Dimension));

    public static bool FitsRollups(ReportSpec spec) =>
        (!ReadsClicks(spec) || Used(spec).All(d => ReportColumns.Of(d).ClickSum is not null)) && (!ReadsOrders(spec) || Used(spec).All(d => ReportColumns.Of(d).OrderSum is not null));

    /// <summary>Whether clicks have all dimensions and filters.</summary>
    public static bool ReadsClicks(ReportSpec spec) => Used(spec).All(d => ReportColumns.Of(d).Click is not null);

    public static bool ReadsOrders(ReportSpec spec) => Used(spec).All(d => ReportColumns.Of(d).Order is not null);
}

using System.Globalization;
using CouponPortal.Data;
using CouponPortal.Data.Rollups;
using CouponPortal.Data.Sql;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Advertisers;

namespace CouponPortal.Features.Reports.Sql;

/// <summary>Decides what a report reads, and fills in its days.</summary>
internal sealed class ReportPlanning(Database database, TimeProvider time)
{
    private const string Utc = "UTC";

    /// <returns>Null when the actor sees nothing of what is asked for.</returns>
    public async Task<ReportPlan?> PlanAsync(ReadSession session, Actor actor, ReportSpec spec, CancellationToken cancel)
    {
        if (ReportScope.Of(actor, spec) is not { } scope)
        {
            return null;
        }

        var zones = await ZonesAsync(session, scope, cancel);
        if (zones.Count == 0 && actor.IsStaff && spec.AdvertiserId is not null and not 0)
        {
            return null;
        }

        // Advertisers of different zones have no day in common.
        var zone = zones is [var only] ? only : new ZoneGroup(Utc, TimeZoneInfo.Utc);
        var filled = Filled(spec, LocalDays.DayOf(time.GetUtcNow().UtcDateTime, zone.Zone));
        return new(filled, scope, PeriodsOf(filled), zones.Count == 0 || scope.Misses && zones.All(z => z.Name != Utc) ? [.. zones, new(Utc, TimeZoneInfo.Utc)] : zones, await ByRowsAsync(session, filled, scope, cancel)) { Zone = zone.Name };
    }

    /// <returns>See <see cref="ReportPlan.ByRows"/>. Read in the report's own moment, so that no rebuild begins or ends between.</returns>
    private async Task<IReadOnlyList<int>?> ByRowsAsync(ReadSession session, ReportSpec spec, ReportScope scope, CancellationToken cancel)
    {
        if (!ReportPlan.FitsRollups(spec))
        {
            return null;
        }

        var sql = new SqlText(database.Provider)
            .Add("SELECT a.id FROM advertisers a LEFT JOIN rollup_states s ON s.advertiser_id = a.id WHERE NOT COALESCE(s.is_complete, FALSE)")
            .Add($" UNION ALL SELECT advertiser_id FROM rollup_states WHERE advertiser_id = {RollupState.Nobody} AND NOT is_complete");
        var ids = new List<int>();
        await foreach (var row in session.ReadAsync(sql, cancel))
        {
            ids.Add((int)row.Int64(0));
        }

        return ids.FindAll(id => id == RollupState.Nobody ? scope.Misses : scope.AdvertiserIds is null || scope.AdvertiserIds.Contains(id));
    }

    private async Task<IReadOnlyList<ZoneGroup>> ZonesAsync(ReadSession session, ReportScope scope, CancellationToken cancel)
    {
        var sql = new SqlText(database.Provider).Add("SELECT DISTINCT time_zone FROM advertisers");
        if (scope.AdvertiserIds is { } ids)
        {
            sql.Add($" WHERE id IN ({(ids.Count == 0 ? "-1" : string.Join(", ", ids.Select(i => i.ToString(CultureInfo.InvariantCulture))))})");
        }

        var zones = new List<ZoneGroup>();
        await foreach (var row in session.ReadAsync(sql.Add(" ORDER BY time_zone"), cancel))
        {
            zones.Add(new(row.Text(0), LocalDays.Zone(row.Text(0))));
        }

        return zones;
    }

    private static ReportSpec Filled(ReportSpec spec, DateOnly today)
    {
        var to = spec.To ?? (spec.From > today ? spec.From.Value : today);
        var from = spec.From ?? to.AddDays(1 - ReportSpec.DefaultDays);
        var byTime = spec.Dimensions is [var first, ..] && ReportColumns.IsTime(first);
        return spec with
        {
            From = from,
            To = to,
            CompareTo = spec.CompareFrom is { } start ? spec.CompareTo ?? start.AddDays(to.DayNumber - from.DayNumber) : null,
            Sort = spec.Sort ?? (spec.Dimensions.Count == 0 ? null : byTime ? new(spec.Dimensions[0], null, Descending: false) : new(null, spec.Measures[0], Descending: true)),
        };
    }

    private static IReadOnlyList<ReportPeriod> PeriodsOf(ReportSpec spec)
    {
        var asked = new ReportPeriod(0, spec.From!.Value, spec.To!.Value, 0);
        return spec.CompareFrom is { } from ? [asked, new(1, from, spec.CompareTo!.Value, asked.From.DayNumber - from.DayNumber)] : [asked];
    }
}

using System.Globalization;
using CouponPortal.Components.Controls;
using CouponPortal.Data;
using CouponPortal.Data.Caps;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Cases;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.Delivery.Caps;
using CouponPortal.Domain.Feeds;
using CouponPortal.Domain.Offers;
using CouponPortal.Domain.Reports;
using CouponPortal.Features.Reports;
using CouponPortal.Intake;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Features.Dashboard;

/// <summary>What somebody should look at, and where.</summary>
/// <param name="Details">A few of them by name.</param>
public sealed record Attention(string Text, int Count, string Href, IReadOnlyList<string> Details);

/// <summary>A code whose orders come without clicks as they did not before.</summary>
public sealed record LeakedCode(int CouponId, string Code, LeakSign Sign, string Href);

/// <param name="Leaks">The largest rise first.</param>
public sealed record AttentionView(IReadOnlyList<Attention> Items, IReadOnlyList<LeakedCode> Leaks);

/// <summary>What needs attention, for staff alone.</summary>
public sealed class DashboardAttention(Database database, SilentDoors silent, ReportData reports, CapLines caps, TimeProvider time)
{
    private const int EndingWithinDays = 14;
    private const int MostNamed = 3;

    // A feed that fails once is tried again before anybody need know.
    private const int MostFailures = 2;

    /// <returns>Null for partners, and when the actor does not see the advertiser.</returns>
    public async Task<AttentionView?> GetAsync(Actor actor, int? advertiserId = null, CancellationToken cancel = default)
    {
        await using var db = database.CreateDbContext();
        if (!actor.IsStaff || await DashboardScope.OfAsync(db, actor, advertiserId, cancel) is not { } scope)
        {
            return null;
        }

        var now = time.GetUtcNow().UtcDateTime;
        var leaks = LeaksAsync(scope, now, cancel);
        var doors = Task.Run(() => silent.FindAsync(scope.Actor, cancel), cancel);
        var items = await CountsAsync(db, scope, now, cancel);
        items.Add(await EndedAsync(db, scope, now, cancel));
        items.Insert(0, await DoorsAsync(db, scope, await doors, cancel));
        items.Insert(1, await FeedsAsync(db, scope, now, cancel));
        items.InsertRange(2, Caps(scope));
        return new([.. items.Where(i => i.Count > 0)], await leaks);
    }

    private async Task<IReadOnlyList<LeakedCode>> LeaksAsync(DashboardScope scope, DateTime now, CancellationToken cancel)
    {
        const int MostPages = 5;
        var today = Domain.Advertisers.LocalDays.DayOf(now, scope.ZoneInfo);
        var spec = new ReportSpec
        {
            AdvertiserId = scope.AdvertiserId,
            From = today.AddDays(1 - LeakSign.RecentDays),
            To = today,
            Dimensions = [ReportDimension.Coupon],
            Measures = [ReportMeasure.Clickless, ReportMeasure.Conversions],
            Filters = [new(ReportDimension.Status, [SnakeCase.Of(ConversionStatus.Pending), SnakeCase.Of(ConversionStatus.Approved), SnakeCase.Of(ConversionStatus.Rejected)])],
            Sort = new(null, ReportMeasure.Clickless, Descending: true),
            PageSize = ReportSpec.MaxPageSize,
        };
        var found = new List<LeakedCode>();
        for (var page = 1; page <= MostPages; page++)
        {
            // The most clickless orders first: behind the first code with too few there is no leak.
            var rows = (await reports.RunAsync(scope.Actor, spec with { Page = page }, cancel))?.Rows ?? [];
            var suspects = rows.Where(r => r.Keys[0].Id is not null && LeakSign.CouldBe(Of(r.Figures))).ToList();
            var before = await BaselineAsync(scope, spec, suspects, cancel);
            found.AddRange(suspects.Select(r => (Row: r, Sign: LeakSign.Of(Of(r.Figures), Of(before.GetValueOrDefault(r.Keys[0].Id!.Value))))).Where(s => s.Sign is not null)
                .Select(s => new LeakedCode(s.Row.Keys[0].Id!.Value, s.Row.Keys[0].Label, s.Sign!,
                    Link(scope, "conversions", $"coupon_code={Uri.EscapeDataString(s.Row.Keys[0].Label)}&has_click=no&range=last_7_days"))));
            if (rows.Count < ReportSpec.MaxPageSize || rows[^1].Figures.Clickless < LeakSign.LeastClickless)
            {
                break;
            }
        }

        return [.. found.OrderByDescending(l => l.Sign.Rise).ThenBy(l => l.CouponId)];

    }

    // Of these codes alone: to add up two months of all of them would take longest of all that is looked for here.
    private async Task<Dictionary<int, ReportFigures>> BaselineAsync(DashboardScope scope, ReportSpec spec, List<ReportRow> suspects, CancellationToken cancel)
    {
        if (suspects.Count == 0)
        {
            return [];
        }

        var codes = new ReportFilter(ReportDimension.Coupon, [.. suspects.Select(r => r.Keys[0].Id!.Value.ToString(CultureInfo.InvariantCulture))]);
        var before = spec with { From = spec.From!.Value.AddDays(-LeakSign.BaselineDays), To = spec.From.Value.AddDays(-1), Filters = [.. spec.Filters, codes] };
        return ((await reports.RunAsync(scope.Actor, before, cancel))?.Rows ?? []).Where(r => r.Keys[0].Id is not null).ToDictionary(r => r.Keys[0].Id!.Value, r => r.Figures);
    }

    private static ClicklessOrders Of(ReportFigures? figures) => new(figures?.Conversions ?? 0, figures?.Clickless ?? 0);

    private async Task<Attention> DoorsAsync(PortalDbContext db, DashboardScope scope, IReadOnlyList<SilentDoor> doors, CancellationToken cancel)
    {
        var ids = doors.Take(MostNamed).Select(d => d.AdvertiserId).ToList();
        var names = await db.Advertisers.VisibleTo(scope.Actor).Where(a => ids.Contains(a.Id)).ToDictionaryAsync(a => a.Id, a => a.Name, cancel);
        return new("Doors that usually get orders and have stopped", doors.Count, Link(scope, "inbox", ""), [.. doors.Take(MostNamed).Select(d =>
            $"{d.Door} of {names.GetValueOrDefault(d.AdvertiserId)}: nothing since {TimeZoneInfo.ConvertTimeFromUtc(d.LastAt, scope.ZoneInfo):d MMM HH:mm}, about {d.Expected:N0} orders were to be expected")]);
    }

    private IEnumerable<Attention> Caps(DashboardScope scope)
    {
        var near = caps.Near(id => scope.Actor.Sees(id) && (scope.AdvertiserId ?? id) == id);
        return from isReached in new[] { true, false }
               let lines = near.Where(l => l.IsReached == isReached).ToList()
               let offers = lines.Select(l => l.Offer.Id).Distinct().ToList()
               select new Attention(isReached ? "Caps that are reached" : $"Caps that are used to {CapLines.NearPercent} % and more", lines.Count, offers is [var one] ? $"offers/{one}/caps" : "offers" + Named(scope, "?"), [.. lines.Take(MostNamed).Select(l =>
                   $"{l.Offer.Name}: {CapWords.Amount(l.Use, l.Limit.Metric, l.Offer.Currency)} of {CapWords.Of(l.Limit, l.Offer.Currency)} for {CapWords.ScopeOf(l.Limit.Scope)}")]);
    }

    // One that fails again and again, and one that has brought no document for three of its rounds.
    private static async Task<Attention> FeedsAsync(PortalDbContext db, DashboardScope scope, DateTime now, CancellationToken cancel)
    {
        var feeds = await db.Feeds.VisibleTo(scope.Actor).Where(f => f.State == FeedState.Active).OrderBy(f => f.Name)
            .Select(f => new { f.Name, f.Failures, Last = f.LastGoodAt ?? f.CreatedAt, f.EveryMinutes }).ToListAsync(cancel);
        var silent = feeds.FindAll(f => f.Failures > MostFailures || now - f.Last > TimeSpan.FromMinutes(Math.Max(60, 3 * f.EveryMinutes)));
        return new("Feeds that bring nothing", silent.Count, "feeds" + Named(scope, "?"), [.. silent.Take(MostNamed).Select(f => f.Name)]);
    }

    private static async Task<List<Attention>> CountsAsync(PortalDbContext db, DashboardScope scope, DateTime now, CancellationToken cancel)
    {
        var (actor, soon) = (scope.Actor, now.AddDays(EndingWithinDays));
        var coupons = db.Coupons.VisibleTo(actor).Where(c => c.Status == CouponStatus.Active);
        return
        [
            new("Orders held: their offer is ambiguous", await db.Conversions.VisibleTo(actor)
                .CountAsync(c => c.Outcome == AttributionOutcome.AmbiguousOffer && c.Status == ConversionStatus.Pending && (c.Flags & ConversionFlags.Test) == ConversionFlags.None, cancel),
                Link(scope, "conversions", "range=all&outcome=ambiguous_offer&status=pending"), []),
            new("Orders held by anti-fraud checks", await db.Conversions.VisibleTo(actor)
                .CountAsync(c => (c.Flags & ConversionFlags.OnHold) != ConversionFlags.None && c.Status == ConversionStatus.Pending, cancel),
                Link(scope, "conversions", "range=all&flag=on_hold&status=pending"), []),
            new("Requests held in the inbox", await db.Hits.VisibleTo(actor).CountAsync(h => h.Verdict == HitVerdict.Held, cancel), Link(scope, "inbox", "verdict=held"), []),
            new($"Codes that end within {EndingWithinDays} days", await coupons.CountAsync(c => c.EndsAt > now && c.EndsAt <= soon, cancel), Coupons(scope, "status=active&sort=end"),
                await coupons.Where(c => c.EndsAt > now && c.EndsAt <= soon).OrderBy(c => c.EndsAt).ThenBy(c => c.Id).Take(MostNamed).Select(c => c.Code + ": " + Words.Of(c.EndDate)).ToListAsync(cancel)),
            new($"Codes that end within {CouponUses.Days} days and still earn", (await CouponUses.IdsAsync(db, actor, CouponUse.EndingEarning, now, clicks: false, cancel)).Length,
                Coupons(scope, "use=ending_earning&sort=end"), []),
            new("Ended codes that orders still use", (await CouponUses.IdsAsync(db, actor, CouponUse.EndedUsed, now, clicks: false, cancel)).Length, Coupons(scope, "use=ended_used"), []),
            new("Private codes without a partner", await coupons.CountAsync(c => c.Visibility == CouponVisibility.Private && c.OwnerId == null && c.Partners.Count == 0, cancel), Coupons(scope, "visibility=private"), []),
            new("Partners waiting for approval", await db.Approvals.Join(db.Offers.VisibleTo(actor), a => a.OfferId, o => o.Id, (a, _) => a).CountAsync(a => a.Status == ApprovalStatus.Pending, cancel),
                "approvals?status=pending" + Named(scope, "&"), []),
            new("Codes that partners ask for", await db.CodeRequests.VisibleTo(actor).CountAsync(r => r.State == CodeRequestState.Pending, cancel),
                "code-requests?state=pending" + Named(scope, "&"),
                await db.CodeRequests.VisibleTo(actor).Where(r => r.State == CodeRequestState.Pending).OrderBy(r => r.Id).Take(MostNamed)
                    .Select(r => r.Wish + ": " + db.Partners.Where(p => p.Id == r.PartnerId).Select(p => p.Name).First()).ToListAsync(cancel)),
            new("Missing sales that wait for an answer", await db.SaleCases.VisibleTo(actor).CountAsync(c => c.State == SaleCaseState.Open, cancel),
                Link(scope, "missing-sales", "state=open"), []),
            new("Tracking domains that fail", await db.TrackingDomains.VisibleTo(actor).CountAsync(d => d.VerifiedAt != null && d.FailingSince != null, cancel), "settings/domains" + Named(scope, "?"),
                await db.TrackingDomains.VisibleTo(actor).Where(d => d.VerifiedAt != null && d.FailingSince != null).OrderBy(d => d.FailingSince).Take(MostNamed).Select(d => d.Host).ToListAsync(cancel)),
        ];
    }

    private static async Task<Attention> EndedAsync(PortalDbContext db, DashboardScope scope, DateTime now, CancellationToken cancel)
    {
        const int MostLooked = 100;
        var found = await EndedVisits.TopAsync(db, db.Advertisers.VisibleTo(scope.Actor), db.Coupons.VisibleTo(scope.Actor), now, MostLooked, cancel);
        return new($"Codes visited after they ended, last {EndedVisits.Days} days", found.Count, Coupons(scope, "use=ended_used"),
            [.. found.Take(MostNamed).Select(f => string.Create(CultureInfo.InvariantCulture, $"{f.Visits:N0} {(f.Visits == 1 ? "visit" : "visits")} on {f.Code}"))]);
    }

    private static string Coupons(DashboardScope scope, string query) => $"coupons?{query}{Named(scope, "&")}";

    // These lists call it so.
    private static string Named(DashboardScope scope, string before) => scope.AdvertiserId is { } one ? $"{before}advertiser={one}" : "";

    private static string Link(DashboardScope scope, string page, string query)
    {
        var whole = scope.AdvertiserId is { } one ? $"advertiser_id={one}{(query.Length > 0 ? "&" : "")}{query}" : query;
        return whole.Length > 0 ? $"{page}?{whole}" : page;
    }
}

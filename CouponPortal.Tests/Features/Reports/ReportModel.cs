using System.Globalization;
using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.Delivery;
using CouponPortal.Features.Reports;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Tests.Features.Reports;

/// <summary>What a report has to say, from every row of the store and without any SQL of the product.</summary>
internal sealed class ReportModel
{
    private readonly Dictionary<int, TimeZoneInfo> _zones;
    private readonly Dictionary<int, CouponVisibility> _visibilities;
    private readonly Dictionary<long, Click> _clicks;
    private readonly List<Conversion> _orders;

    private ReportModel(List<Advertiser> advertisers, List<Coupon> coupons, List<Click> clicks, List<Conversion> orders)
    {
        _zones = advertisers.ToDictionary(a => a.Id, a => LocalDays.Zone(a.TimeZone));
        _visibilities = coupons.ToDictionary(c => c.Id, c => c.Visibility);
        _clicks = clicks.ToDictionary(c => c.Id);
        _orders = orders;
    }

    public static async Task<ReportModel> ReadAsync(PortalDbContext db)
    {
        // One moment, also while others write.
        await using var moment = await db.BeginReadAsync(TestContext.Current.CancellationToken);
        return new(
            await db.Advertisers.AsNoTracking().ToListAsync(), await db.Coupons.AsNoTracking().ToListAsync(), await db.Clicks.AsNoTracking().ToListAsync(),
            await db.Conversions.AsNoTracking().ToListAsync());
    }

    /// <summary>Every row and, under the empty key, the totals: as text, to be compared with <see cref="Of(IEnumerable{ReportRow}, ReportFigures, ReportFigures)"/>.</summary>
    public SortedDictionary<string, string> Rows(Actor actor, ReportSpec spec)
    {
        var found = new SortedDictionary<string, (Sums Now, Sums Then)>(StringComparer.Ordinal) { [""] = (new(), new()) };
        var shift = spec.CompareFrom is { } start ? spec.From!.Value.DayNumber - start.DayNumber : 0;
        if (!spec.Dimensions.Concat(spec.Filters.Select(f => f.Dimension)).Any(IsOfOrders))
        {
            foreach (var click in _clicks.Values.Where(c => Sees(actor, c.AdvertiserId, c.PartnerId) && (spec.AdvertiserId is null || spec.AdvertiserId == (c.AdvertiserId ?? 0))))
            {
                Add(click.AdvertiserId, click.Time, (d, at) => Value(d, click, null, at), s => s.Add(click));
            }
        }

        if (!spec.Dimensions.Concat(spec.Filters.Select(f => f.Dimension)).Contains(ReportDimension.VisitOutcome))
        {
            foreach (var order in _orders.Where(o => Sees(actor, o.AdvertiserId, o.PartnerId) && (spec.AdvertiserId is null || spec.AdvertiserId == o.AdvertiserId)))
            {
                if (!order.Flags.HasFlag(ConversionFlags.Test) && (order.Status != ConversionStatus.Invalid || spec.FilterOf(ReportDimension.Status) is not null)
                    && (spec.Currency is null || spec.Currency == order.Currency))
                {
                    Add(order.AdvertiserId, order.OrderTime, (d, at) => Value(d, order.ClickId is { } id ? _clicks.GetValueOrDefault(id) : null, order, at), s => s.Add(order));
                }
            }
        }

        return new(found.ToDictionary(f => f.Key, f => spec.CompareFrom is null ? f.Value.Now.ToString() : $"{f.Value.Now} | {f.Value.Then}"), StringComparer.Ordinal);

        void Add(int? advertiser, DateTime utc, Func<ReportDimension, DateTime, string> value, Action<Sums> add)
        {
            var local = TimeZoneInfo.ConvertTimeFromUtc(utc, advertiser is { } id ? _zones[id] : TimeZoneInfo.Utc);
            var day = DateOnly.FromDateTime(local);
            if (spec.Filters.Any(f => !f.Values.Contains(value(f.Dimension, local))))
            {
                return;
            }

            if (day >= spec.From && day <= spec.To)
            {
                Put(local, sums => sums.Now);
            }

            if (day >= spec.CompareFrom && day <= spec.CompareTo)
            {
                Put(local.AddDays(shift), sums => sums.Then);
            }

            void Put(DateTime at, Func<(Sums Now, Sums Then), Sums> which)
            {
                var key = string.Join(" / ", spec.Dimensions.Select(d => value(d, at)));
                if (key.Length > 0)
                {
                    found.TryAdd(key, (new(), new()));
                    add(which(found[key]));
                }

                add(which(found[""]));
            }
        }
    }

    public static SortedDictionary<string, string> Of(IEnumerable<ReportRow> rows, ReportFigures totals, ReportFigures? compared)
    {
        var all = new SortedDictionary<string, string>(StringComparer.Ordinal) { [""] = Text(totals, compared) };
        foreach (var row in rows)
        {
            all.Add(string.Join(" / ", row.Keys.Select(k => k.Value)), Text(row.Figures, row.Compared));
        }

        return all;
    }

    private static string Text(ReportFigures now, ReportFigures? then) => then is null ? Text(now) : $"{Text(now)} | {Text(then)}";

    private static string Text(ReportFigures f) =>
        $"clicks {f.Clicks ?? 0} {f.CountedClicks ?? 0}, orders {f.Conversions ?? 0} {f.Clickless ?? 0} {f.Pending ?? 0} {f.Approved ?? 0} {f.Rejected ?? 0}"
        + string.Concat(f.Money.Select(m => $", {m.Currency} {m.Orders} {m.Amount} {m.Reversed} {m.Payout}"));

    private static bool Sees(Actor actor, int? advertiser, int? partner) =>
        actor.IsStaff ? actor.IsNetworkAdmin || (advertiser is { } id && actor.AdvertiserIds.Contains(id)) : partner is not null && partner == actor.PartnerId;

    private static bool IsOfOrders(ReportDimension d) => d is ReportDimension.Basis or ReportDimension.Status or ReportDimension.Door;

    private string Value(ReportDimension dimension, Click? click, Conversion? order, DateTime at) => dimension switch
    {
        ReportDimension.Advertiser => Id(order is null ? click!.AdvertiserId : order.AdvertiserId),
        ReportDimension.Offer => Id(order is null ? click!.OfferId : order.OfferId),
        ReportDimension.Partner => Id(order is null ? click!.PartnerId : order.PartnerId),
        ReportDimension.Coupon => Id(order is null ? click!.CouponId : order.CouponId),
        ReportDimension.Visibility => (order is null ? click!.CouponId : order.CouponId) is { } coupon ? SnakeCase.Of(_visibilities[coupon]) : "-",
        ReportDimension.Basis => SnakeCase.Of(order!.Basis),
        ReportDimension.Status => SnakeCase.Of(order!.Status),
        ReportDimension.Door => Text(order!.Door),
        ReportDimension.Country => Text(click?.Country),
        ReportDimension.Device => Text(click?.Device),
        ReportDimension.Sub1 => Text(order is null ? click!.Sub1 : order.Sub1),
        ReportDimension.Sub2 => Text(order is null ? click!.Sub2 : order.Sub2),
        ReportDimension.Sub3 => Text(order is null ? click!.Sub3 : order.Sub3),
        ReportDimension.Sub4 => Text(order is null ? click!.Sub4 : order.Sub4),
        ReportDimension.Sub5 => Text(order is null ? click!.Sub5 : order.Sub5),
        ReportDimension.Day => Day(at),
        ReportDimension.Week => Day(at.AddDays(-(((int)at.DayOfWeek + 6) % 7))),
        ReportDimension.Month => Day(at.AddDays(1 - at.Day)),
        ReportDimension.Hour => at.Hour.ToString(CultureInfo.InvariantCulture),
        ReportDimension.VisitOutcome => SnakeCase.Of(click!.Outcome),
    };

    private static string Day(DateTime at) => at.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Id(int? id) => (id ?? 0).ToString(CultureInfo.InvariantCulture);

    private static string Text(string? text) => string.IsNullOrEmpty(text) ? "-" : text;

    private sealed class Sums
    {
        private readonly SortedDictionary<string, (long Orders, long Amount, long Reversed, long Payout)> _money = new(StringComparer.Ordinal);
        private long _clicks, _counted, _orders, _clickless, _pending, _approved, _rejected;

        public void Add(Click click)
        {
            _clicks++;
            _counted += click.Outcome == VisitOutcome.Delivered ? 1 : 0;
        }

        public void Add(Conversion o)
        {
            var lost = o.Status is ConversionStatus.Rejected or ConversionStatus.Invalid;
            _orders++;
            _clickless += o.ClickId is null ? 1 : 0;
            _pending += o.Status == ConversionStatus.Pending ? 1 : 0;
            _approved += o.Status == ConversionStatus.Approved ? 1 : 0;
            _rejected += o.Status == ConversionStatus.Rejected ? 1 : 0;
            var m = _money.GetValueOrDefault(o.Currency);
            _money[o.Currency] = (m.Orders + 1, m.Amount + o.Amount, m.Reversed + (lost ? o.Amount : o.Reversed), m.Payout + (lost ? 0 : o.Payout));
        }

        public override string ToString() => $"clicks {_clicks} {_counted}, orders {_orders} {_clickless} {_pending} {_approved} {_rejected}"
            + string.Concat(_money.Select(m => $", {m.Key} {m.Value.Orders} {m.Value.Amount} {m.Value.Reversed} {m.Value.Payout}"));
    }
}

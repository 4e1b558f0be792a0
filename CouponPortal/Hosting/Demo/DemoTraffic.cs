using System.Globalization;
using CouponPortal.Data.Catalog;
using CouponPortal.Data.Writer;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Delivery;
using CouponPortal.Intake;
using CouponPortal.Intake.Dialects.Native;

namespace CouponPortal.Hosting.Demo;

/// <summary>
/// Sixty days of visits and postbacks, always the same for the same day. Each order is read, judged and stored as the postback door does it; only the waiting
/// for the disk is shared by a day's rows.
/// </summary>
internal sealed class DemoTraffic(CatalogSnapshot catalog, DemoCatalog network, EventWriter writer, DateTime now)
{
    private const int Days = 60;
    private const int ClicksADay = 42;
    private const int OrdersADay = 13;

    // Keys must rise with time, and the product's own generator must not be moved: it goes on from now.
    private readonly EventKey _keys = new(0);
#pragma warning disable CA5394 // Chance for a demo, the same each time.
    private readonly Random _random = new(4711);
#pragma warning restore CA5394
    private readonly Dictionary<long, Click> _clicks = [];
    private readonly List<Task> _pending = [];

    public int Clicks => _clicks.Count;

    public int Orders { get; private set; }

    public async Task SendAsync()
    {
        DemoShop[] shops = [new(catalog.Advertiser(network.Northwind.Id)!, "NW", _random), new(catalog.Advertiser(network.Harbor.Id)!, "HP", _random)];
        for (var day = Days; day >= 0; day--)
        {
            foreach (var (at, shop, isOrder) in EventsOf(now.Date.AddDays(-day), shops))
            {
                if (isOrder)
                {
                    Order(shop, at);
                }
                else
                {
                    Visit(shop, at);
                }
            }

            await Task.WhenAll(_pending);
            _pending.Clear();
        }
    }

    // More in the evening, less on Sunday; in order, because keys rise with time.
    private List<(DateTime At, DemoShop Shop, bool IsOrder)> EventsOf(DateTime day, DemoShop[] shops)
    {
        var events = new List<(DateTime, DemoShop, bool)>();
        foreach (var shop in shops)
        {
            var share = day.DayOfWeek == DayOfWeek.Sunday ? 0.6 : 0.85 + (_random.NextDouble() * 0.35);
            Add(shop, (int)(ClicksADay * share), isOrder: false);
            Add(shop, (int)(OrdersADay * share), isOrder: true);
        }

        events.Sort((a, b) => a.Item1.CompareTo(b.Item1));
        return events;

        void Add(DemoShop shop, int count, bool isOrder)
        {
            for (var i = 0; i < count; i++)
            {
                var hours = 6 + (17 * Math.Sqrt(_random.NextDouble()));
                var at = day.AddMilliseconds(Math.Floor(hours * 3_600_000));
                if (at < now.AddMinutes(-1))
                {
                    events.Add((at, shop, isOrder));
                }
            }
        }
    }

    private void Visit(DemoShop shop, DateTime at)
    {
        var (code, decision) = shop.Visit(at);
        var click = new Click
        {
            Id = _keys.Next(at),
            AdvertiserId = shop.Rules.Advertiser.Id,
            OfferId = decision.OfferId,
            PartnerId = decision.PartnerId,
            CouponId = decision.CouponId,
            CouponCode = code,
            Outcome = decision.Outcome,
            Sub3 = code,
            Device = _random.Next(3) == 0 ? "desktop" : "mobile",
            Country = shop.Country,
            Referrer = _random.Next(2) == 0 ? "www.instagram.com" : null,
        };
        (click.Os, click.Browser) = (click.Device, click.Id % 3) switch
        {
            ("mobile", 0) => ("ios", "instagram"),
            ("mobile", 1) => ("android", "chrome"),
            ("mobile", _) => ("ios", "safari"),
            (_, 0) => ("macos", "safari"),
            (_, 1) => ("windows", "edge"),
            _ => ("windows", "chrome"),
        };
        click.Language = click.Country == "DE" ? "de" : "en";
        click.Destination = decision.Template is null ? null : Destination.Expand(decision.Template, new DestinationValues(
            catalog.Ids.Format(click.Id), code, Text(click.OfferId), Text(click.PartnerId), null, null, code, null, null, null));
        _clicks[click.Id] = click;
        _pending.Add(writer.WriteAsync(click));
        if (decision.HasCredit)
        {
            shop.Remember(click);
        }
    }

    private void Order(DemoShop shop, DateTime at)
    {
        var raw = new RawRequest(
            "GET", "track.example", "/postback", shop.Postback(at, catalog.Ids), new Dictionary<string, string>(StringComparer.Ordinal) { ["user-agent"] = shop.Agent }, [], "203.0.113.24", at);
        Orders += Send(shop.Rules, raw) ? 1 : 0;
        if (_random.Next(70) == 0)
        {
            // A shop that saw no answer sends again.
            Send(shop.Rules, raw with { ReceivedAt = at.AddMilliseconds(1) });
        }
    }

    /// <returns>False when the order was refused.</returns>
    private bool Send(AdvertiserRules rules, RawRequest raw)
    {
        var hit = new Hit { Id = _keys.Next(raw.ReceivedAt), Door = NativePostback.Door, AdvertiserId = rules.Advertiser.Id, Raw = raw.ToStoredText(), RemoteIp = AddressMarks.Of(raw.RemoteIp, raw.ReceivedAt) };
        var (parameters, unreadable) = Parameters.Of(raw);
        var reading = parameters is null ? new Reading.Refused(unreadable!) : NativePostback.Read(raw, parameters);
        var judgement = reading is Reading.Order order
            ? Judgement.Of(order.Facts, [.. order.Facts.ClickIds.Select(Claim)], rules, _keys.Next(raw.ReceivedAt), raw.ReceivedAt)
            : new Judgement(null, [], ((Reading.Refused)reading).Why);
        if (judgement.Row is { } row)
        {
            _pending.Add(writer.WriteAsync(new OrderWrite(row, hit)));
            return true;
        }

        (hit.Verdict, hit.Reason, hit.Detail) = (HitVerdict.Refused, judgement.Why!.Code, judgement.Why.Message);
        _pending.Add(writer.WriteAsync(hit));
        return false;
    }

    private ClickClaim Claim(string sent) => new(
        ClickSource.Explicit,
        sent,
        catalog.Ids.TryParse(sent, out var key) && _clicks.TryGetValue(key, out var c) ? new RecordedClick(c.Id, c.AdvertiserId, c.OfferId, c.PartnerId, c.CouponCode, [c.Sub1, c.Sub2, c.Sub3, c.Sub4, c.Sub5]) : null);

    private static string? Text(int? id) => id?.ToString(CultureInfo.InvariantCulture);
}

using CouponPortal.Domain.Delivery;
using CouponPortal.Domain.Delivery.Caps;
using CouponPortal.Domain.Offers;

namespace CouponPortal.Tests.Domain.Delivery.Caps;

public sealed class CapCountersTests
{
    private const string Zone = "Europe/Berlin";
    private const int Partner = 5;
    private const int Coupon = 70;
    private static readonly DateTime Noon = new(2026, 11, 2, 11, 0, 0, DateTimeKind.Utc);

    private readonly CapCounters _counters = new();

    [Fact]
    public void Visit_finds_the_cap_reached_when_the_use_is_as_large_and_free_again_the_next_day()
    {
        var offer = With(Limit(CapScope.Offer, null, 2));
        Visit(offer, 2);

        Assert.Equal(new ReachedCap("offer_clicks_day", CapEffect.Switch), _counters.Reached(offer, Partner, Coupon, Noon));
        Assert.NotNull(_counters.Reached(offer, null, null, Noon.AddHours(11).AddSeconds(59 * 60)));
        Assert.Null(_counters.Reached(offer, Partner, Coupon, Noon.AddHours(12)));
    }

    [Fact]
    public void Limit_of_one_partner_stands_in_the_place_of_the_one_for_each_and_beside_the_offers()
    {
        var offer = With(Limit(CapScope.Offer, null, 10), Limit(CapScope.Partner, null, 2), Limit(CapScope.Partner, 9, 4));
        Visit(offer, 2);
        Visit(offer, 3, partner: 9);

        Assert.Equal("partner_clicks_day", _counters.Reached(offer, Partner, Coupon, Noon)?.Name);
        Assert.Null(_counters.Reached(offer, 9, Coupon, Noon));
        Assert.Null(_counters.Reached(offer, 6, Coupon, Noon));
        Visit(offer, 5, partner: 6);
        Assert.Equal("offer_clicks_day", _counters.Reached(offer, 9, Coupon, Noon)?.Name);
    }

    [Fact]
    public void Coupons_cap_leaves_the_other_coupons_of_its_partner_alone()
    {
        var offer = With(Limit(CapScope.Coupon, Coupon, 1));
        Visit(offer, 1);

        Assert.Equal("coupon_clicks_day", _counters.Reached(offer, Partner, Coupon, Noon)?.Name);
        Assert.Null(_counters.Reached(offer, Partner, 71, Noon));
        Assert.Null(_counters.Reached(offer, Partner, null, Noon));
    }

    [Fact]
    public void Of_several_reached_caps_the_strictest_takes_effect_and_one_that_marks_takes_none()
    {
        var offer = With(Limit(CapScope.Offer, null, 1, CapVisits.Mark), Limit(CapScope.Partner, null, 1, CapVisits.Uncredited), Limit(CapScope.Coupon, null, 3));
        Visit(offer, 1);
        Assert.Equal(CapEffect.Uncredited, _counters.Reached(offer, Partner, Coupon, Noon)?.Effect);
        Assert.Null(_counters.Reached(offer, null, Coupon, Noon));

        Visit(offer, 2);
        Assert.Equal(CapEffect.Switch, _counters.Reached(offer, Partner, Coupon, Noon)?.Effect);
    }

    [Fact]
    public void Cap_of_orders_closes_the_offer_for_visits_too()
    {
        var offer = With(Limit(CapScope.Offer, null, 1) with { Metric = CapMetric.Conversions });
        Assert.Null(_counters.Reached(offer, Partner, Coupon, Noon));

        Order(offer)!.Settle(isStored: true);

        Assert.Equal("offer_conversions_day", _counters.Reached(offer, Partner, Coupon, Noon)?.Name);
    }

    [Fact]
    public void Change_of_the_time_zone_begins_other_windows()
    {
        var offer = With(Limit(CapScope.Offer, null, 1));
        var night = new DateTime(2026, 11, 2, 23, 30, 0, DateTimeKind.Utc);
        _counters.Count(offer, Zone, Partner, Coupon, night);
        Assert.NotNull(_counters.Reached(offer, Partner, Coupon, night));

        _counters.Count(offer, "America/New_York", Partner, Coupon, night);

        Assert.Null(_counters.Reached(offer, Partner, Coupon, night.AddHours(6)));
        Assert.NotNull(_counters.Reached(offer, Partner, Coupon, night.AddHours(5)));
    }

    [Fact]
    public void Concurrent_visits_pass_a_cap_by_no_more_than_one_a_thread()
    {
        const int Most = 5_000;
        var threads = Math.Max(4, Environment.ProcessorCount);
        var offer = With(Limit(CapScope.Offer, null, Most), Limit(CapScope.Partner, null, Most * 2));
        var passed = 0;
        Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, _ =>
        {
            for (var i = 0; i < Most; i++)
            {
                if (_counters.Reached(offer, Partner, Coupon, Noon) is null)
                {
                    _counters.Count(offer, Zone, Partner, Coupon, Noon);
                    Interlocked.Increment(ref passed);
                }
            }
        });

        Assert.InRange(passed, Most, Most + threads);
    }

    [Fact]
    public void Concurrent_orders_never_pass_a_cap()
    {
        const int Most = 500;
        var offer = With(Limit(CapScope.Offer, null, Most) with { Metric = CapMetric.Conversions });
        var inside = 0;
        Parallel.For(0, Most * 3, _ =>
        {
            var ticket = Order(offer)!;
            if (ticket.Over is null)
            {
                Interlocked.Increment(ref inside);
            }

            ticket.Settle(isStored: true);
        });

        Assert.Equal(Most, inside);
    }

    [Fact]
    public void Place_of_an_order_that_came_to_nothing_is_free_again()
    {
        var offer = With(Limit(CapScope.Offer, null, 1) with { Metric = CapMetric.Conversions });
        var first = Order(offer)!;
        Assert.Null(first.Over);
        Assert.NotNull(Order(offer)!.Over);

        first.Settle(isStored: false);
        first.Settle(isStored: true);

        Assert.Equal(1, Use(offer, CapMetric.Conversions));
    }

    [Fact]
    public void Late_order_counts_in_the_window_that_it_was_made_in()
    {
        var offer = With(Limit(CapScope.Offer, null, 1) with { Metric = CapMetric.Conversions });
        Assert.Null(Order(offer, at: Noon.AddDays(-1))!.Over);
        Assert.Null(Order(offer)!.Over);

        Assert.NotNull(Order(offer, at: Noon.AddDays(-1))!.Over);
        Assert.NotNull(Order(offer)!.Over);
        Assert.Null(Order(offer, at: Noon.AddHours(12).AddMinutes(3))!.Over);
    }

    [Fact]
    public void Payout_of_another_currency_is_in_no_cap_and_that_of_an_unpaid_order_is_given_back()
    {
        var offer = With(Limit(CapScope.Offer, null, 100) with { Metric = CapMetric.Payout, Orders = CapOrders.Unpaid });
        Assert.Null(CapTicket.Take(_counters, offer, Zone, Partner, Coupon, Noon, Noon, payout: null));
        Assert.Null(Order(offer, payout: 99)!.Over);
        Assert.Null(Order(offer, payout: 50)!.Over);

        var third = Order(offer, payout: 50)!;
        Assert.NotNull(third.Over);
        third.PayNothing();

        Assert.Equal(149, Use(offer, CapMetric.Payout));
    }

    /// <summary>Whatever the order of orders, answers and readings: nothing is ever missing from the count, and once all is quiet it is what is stored.</summary>
    [Fact]
    public void Counted_orders_are_never_fewer_than_those_that_are_stored_or_under_way()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var counters = new CapCounters();
            var span = new CapSpan(CapWindow.Of(CapPeriod.Day, Noon, TimeZoneInfo.Utc));
            var (stored, underWay, reading) = (0L, new List<long>(), default((int Round, long? Found)?));
            for (var step = 0; step < 60; step++)
            {
                switch (random.Next(5))
                {
                    case 0:
                        underWay.Add(random.Next(1, 9));
                        Assert.True(span.Take(underWay[^1]) >= stored + underWay.Sum() - underWay[^1]);
                        break;
                    case 1 when underWay.Count > 0:
                        var amount = underWay[random.Next(underWay.Count)];
                        underWay.Remove(amount);
                        var isStored = random.Next(3) > 0;
                        stored += isStored ? amount : 0;
                        span.Settle(amount, isStored, counters.Round);
                        break;
                    case 2:
                        reading ??= (counters.NextRound(), null);
                        break;
                    case 3 when reading is { Found: null } begun:
                        reading = begun with { Found = stored };
                        break;
                    case 4 when reading is { Found: { } found } done:
                        span.Is(found, done.Round);
                        reading = null;
                        break;
                }

                Assert.True(span.Total >= stored + underWay.Sum(), $"seed {seed}, step {step}");
            }

            if (reading is { } open)
            {
                span.Is(open.Found ?? stored, open.Round);
            }

            Assert.True(span.Is(stored, counters.NextRound()));
            Assert.Equal(stored + underWay.Sum(), span.Total);
        }
    }

    [Fact]
    public void Reading_of_clicks_adds_what_others_have_counted_and_never_counts_the_own_ones_twice()
    {
        var span = new CapSpan(CapWindow.Of(CapPeriod.Day, Noon, TimeZoneInfo.Utc));
        span.Add(10);
        span.AtLeast(7);
        Assert.Equal(10, span.Total);

        span.AtLeast(25);
        span.Add(1);

        Assert.Equal(26, span.Total);
    }

    [Fact]
    public void Caps_are_stored_as_text_and_read_back_as_the_same()
    {
        var caps = With(Limit(CapScope.Partner, 9, 4, CapVisits.Uncredited), Limit(CapScope.Offer, null, 1) with { Orders = CapOrders.Mark, Metric = CapMetric.Payout, Period = CapPeriod.Ever }).Caps;

        Assert.Equal(caps, RuleText.Read<OfferCaps>(caps.ToString()));
        Assert.Equal("", OfferCaps.None.ToString());
        Assert.Contains("\"period\":\"ever\"", caps.ToString(), StringComparison.Ordinal);
    }

    private static CapLimit Limit(CapScope scope, int? subject, long limit, CapVisits visits = CapVisits.Switch) => new(scope, subject, CapMetric.Clicks, CapPeriod.Day, limit) { Visits = visits };

    private static Offer With(params CapLimit[] limits) => new() { Id = 24, Currency = "EUR", Caps = new() { Limits = [.. limits] } };

    private void Visit(Offer offer, int times, int partner = Partner)
    {
        for (var i = 0; i < times; i++)
        {
            _counters.Count(offer, Zone, partner, Coupon, Noon);
        }
    }

    private CapTicket? Order(Offer offer, DateTime? at = null, long payout = 1) => CapTicket.Take(_counters, offer, Zone, Partner, Coupon, at ?? Noon, Noon, payout);

    private long Use(Offer offer, CapMetric metric) => _counters.UseOf(new(offer.Id, CapScope.Offer, 0, metric, CapPeriod.Day), Noon);
}

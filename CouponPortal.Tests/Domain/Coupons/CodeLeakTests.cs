using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.Reports;

namespace CouponPortal.Tests.Domain.Coupons;

public sealed class CodeLeakTests
{
    private static readonly DateTime Noon = new(2026, 11, 20, 12, 0, 0, DateTimeKind.Utc);
    private static readonly LeakSign Sign = LeakSign.Of(new(30, 18), new(100, 10))!;

    [Fact]
    public void Leak_is_open_from_its_first_sign_until_the_sign_has_gone_and_opens_anew()
    {
        var leak = new CodeLeak { State = LeakState.Over };
        leak.See(Sign, Noon);
        Assert.Equal((LeakState.Open, Noon, LeakKind.Share), (leak.State, leak.SinceAt, leak.Kind));

        leak.See(Sign with { Recent = new(60, 50) }, Noon.AddHours(1));
        Assert.Equal((LeakState.Open, Noon, Noon.AddHours(1), new ClicklessOrders(60, 50)), (leak.State, leak.SinceAt, leak.SeenAt, leak.Recent));

        leak.See(null, Noon.AddDays(9));
        Assert.Equal(LeakState.Over, leak.State);

        leak.See(Sign, Noon.AddDays(10));
        Assert.Equal((LeakState.Open, Noon.AddDays(10)), (leak.State, leak.SinceAt));
    }

    [Fact]
    public void Dismissed_leak_stays_so_while_its_sign_is_there_and_no_longer()
    {
        var leak = new CodeLeak { State = LeakState.Dismissed, SinceAt = Noon };
        leak.See(Sign, Noon.AddDays(1));
        Assert.Equal((LeakState.Dismissed, Noon), (leak.State, leak.SinceAt));

        leak.See(null, Noon.AddDays(2));
        leak.See(Sign, Noon.AddDays(3));
        Assert.Equal(LeakState.Open, leak.State);
    }

    [Theory]

    // A podcast's code, always without clicks: its usual number, a busy week, and many times as many.
    [InlineData(75, 74, 300, 295, false)]
    [InlineData(200, 198, 300, 295, false)]
    [InlineData(400, 390, 300, 280, true)]

    // Few before: 25 at least.
    [InlineData(24, 24, 44, 42, false)]
    [InlineData(50, 48, 44, 42, false)]
    [InlineData(70, 68, 42, 40, true)]

    // The clicks have risen as much: the partner has promoted it.
    [InlineData(400, 200, 160, 80, false)]
    public void Number_without_clicks_that_multiplies_is_a_sign_too(long orders, long clickless, long ordersBefore, long clicklessBefore, bool isLeak)
    {
        var sign = LeakSign.Of(new(orders, clickless), new(ordersBefore, clicklessBefore));

        Assert.Equal(isLeak, sign is not null);
        Assert.True(sign is null or { Kind: LeakKind.Number, Z: >= LeakSign.LeastNumberZ });
    }

    [Fact]
    public void Referrers_are_added_up_and_the_most_frequent_kept()
    {
        var stored = MissedReferrers.With("", [("youtube.com", 3), ("a.example", 1)]);
        stored = MissedReferrers.With(stored, [("a.example", 9), ("b.example", 1), ("c.example", 1), ("d.example", 1), ("e.example", 1)]);

        Assert.Equal([("a.example", 10L), ("youtube.com", 3L), ("b.example", 1L), ("c.example", 1L), ("d.example", 1L)], MissedReferrers.Read(stored));
        Assert.Empty(MissedReferrers.Read("damaged\n x"));
    }
}

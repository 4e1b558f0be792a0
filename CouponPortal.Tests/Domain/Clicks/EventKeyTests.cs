using CouponPortal.Domain.Clicks;

namespace CouponPortal.Tests.Domain.Clicks;

public sealed class EventKeyTests
{
    private static readonly DateTime Now = new(2026, 1, 15, 12, 0, 0, 123, DateTimeKind.Utc);

    [Fact]
    public void Key_tells_its_time_to_the_millisecond()
    {
        var key = new EventKey(63).Next(Now.AddTicks(9_999));

        Assert.Equal((Now, DateTimeKind.Utc), (EventKey.TimeOf(key), EventKey.TimeOf(key).Kind));
    }

    [Fact]
    public void First_key_of_an_instant_is_not_above_any_key_of_it_and_above_all_before()
    {
        var first = EventKey.First(Now);

        Assert.Equal(Now, EventKey.TimeOf(first));
        Assert.Equal(first, new EventKey(0).Next(Now));
        Assert.True(new EventKey(63).Next(Now.AddMilliseconds(-1)) < first);
        Assert.Equal(Now.AddMilliseconds(-1), EventKey.TimeOf(first - 1));
    }

    [Fact]
    public void Keys_grow_when_the_clock_steps_back()
    {
        var keys = new EventKey(1);
        var before = keys.Next(Now);
        var after = keys.Next(Now.AddHours(-1));

        Assert.True(after > before);
        Assert.Equal(Now, EventKey.TimeOf(after));
    }

    [Fact]
    public void Keys_grow_in_a_burst_that_uses_a_millisecond_up()
    {
        var keys = new EventKey(1);
        var all = Enumerable.Range(0, 40_000).Select(_ => keys.Next(Now)).ToArray();

        Assert.True(all.Zip(all.Skip(1)).All(pair => pair.First < pair.Second));
        Assert.Equal(Now.AddMilliseconds(2), EventKey.TimeOf(all[^1]));
        Assert.True(keys.Next(Now.AddMilliseconds(1)) > all[^1]);
    }

    [Fact]
    public void Keys_are_different_when_made_at_once_on_one_node_and_on_several()
    {
        var nodes = Enumerable.Range(0, 4).Select(n => new EventKey(n)).ToArray();
        var made = new long[80_000];
        Parallel.For(0, made.Length, i => made[i] = nodes[i % nodes.Length].Next(Now));

        Assert.Equal(made.Length, made.Distinct().Count());
    }

    [Fact]
    public void Range_that_is_open_to_a_far_date_holds_every_key()
    {
        Assert.Equal(0, EventKey.First(DateTime.MinValue));
        Assert.Equal(0, EventKey.First(DateTime.UnixEpoch));
        Assert.Equal(long.MaxValue, EventKey.First(DateTime.MaxValue));
        Assert.Equal(long.MaxValue, EventKey.First(new DateTime(2300, 1, 1, 0, 0, 0, DateTimeKind.Utc)));
        Assert.True(EventKey.First(new DateTime(2248, 1, 1, 0, 0, 0, DateTimeKind.Utc)) is > 0 and < long.MaxValue);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(64)]
    public void Node_is_0_to_63(int node)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new EventKey(node));
    }
}

using CouponPortal.Tracking.Clicks.Screening;

namespace CouponPortal.Tests.Tracking.Screening;

public sealed class RecentCountsTests
{
    private static readonly DateTime Now = new(2026, 11, 22, 12, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void Counts_are_those_of_a_plain_dictionary_while_there_is_room()
    {
        var (counts, marks, random) = (new RecentCounts(1 << 12), new KeyedMark(), new Random(3));
        var model = new Dictionary<int, (DateTime Start, int Count)>();
        var now = Now;
        for (var i = 0; i < 20_000; i++)
        {
            now += TimeSpan.FromMilliseconds(random.Next(0, 200));
            var thing = random.Next(300);
            var whole = new DateTime(now.Ticks - (now.Ticks % TimeSpan.TicksPerSecond), DateTimeKind.Utc);
            model[thing] = model.TryGetValue(thing, out var seen) && whole - seen.Start < TimeSpan.FromSeconds(60) ? (seen.Start, seen.Count + 1) : (whole, 1);

            Assert.Equal(model[thing].Count, counts.Count(marks.Of((ulong)thing, 0, 0), now, 60));
            Assert.Equal(model[thing].Count, counts.Peek(marks.Of((ulong)thing, 0, 0), now, 60));
        }
    }

    [Fact]
    public void Same_thing_at_once_by_many_threads_is_new_to_exactly_one()
    {
        var (counts, marks) = (new RecentCounts(1 << 10), new KeyedMark());
        for (var round = 0; round < 300; round++)
        {
            var (mark, first) = (marks.Of((ulong)round, 1, 2), 0);
            Parallel.For(0, 16, _ =>
            {
                if (counts.Touch(mark, Now, 30) is null)
                {
                    Interlocked.Increment(ref first);
                }
            });

            Assert.Equal(1, first);
        }
    }

    [Fact]
    public void No_count_is_lost_or_counted_twice_under_concurrency()
    {
        var (counts, marks) = (new RecentCounts(1 << 10), new KeyedMark());
        var highest = new int[20];
        Parallel.For(0, 20_000, i =>
        {
            var thing = i % highest.Length;
            var count = counts.Count(marks.Of((ulong)thing, 5, 5), Now, 60);
            int seen;
            while ((seen = Volatile.Read(ref highest[thing])) < count && Interlocked.CompareExchange(ref highest[thing], count, seen) != seen)
            {
            }
        });

        Assert.All(highest, count => Assert.Equal(1_000, count));
    }

    [Fact]
    public void Full_memory_never_counts_too_much()
    {
        var (counts, marks, random) = (new RecentCounts(4), new KeyedMark(), new Random(5));
        var real = new Dictionary<int, int>();
        for (var i = 0; i < 50_000; i++)
        {
            var thing = random.Next(2_000);
            real[thing] = real.GetValueOrDefault(thing) + 1;

            Assert.InRange(counts.Count(marks.Of((ulong)thing, 0, 0), Now.AddMilliseconds(i), 600), 1, real[thing]);
        }
    }

    [Fact]
    public void Busy_thing_outlives_a_crowd_of_others()
    {
        var (counts, marks) = (new RecentCounts(1 << 8), new KeyedMark());
        var busy = marks.Of(1, 1, 1);
        counts.Touch(busy, Now, 60);
        for (var i = 0; i < 20_000; i++)
        {
            var now = Now.AddSeconds(1 + (i / 100.0));
            counts.Touch(marks.Of((ulong)i, 9, 9), now, 60);
            if (i % 20 == 19)
            {
                Assert.NotNull(counts.Touch(busy, now, 60));
            }
        }
    }

    [Fact]
    public void Seconds_since_the_last_time_are_told_until_the_window_is_over()
    {
        var counts = new RecentCounts(16);

        Assert.Null(counts.Touch(77, Now, 30));
        Assert.Equal(0, counts.Touch(77, Now, 30));
        Assert.Equal(29, counts.Touch(77, Now.AddSeconds(29), 30));
        Assert.Null(counts.Touch(77, Now.AddSeconds(59), 30));

        // A clock that was set back a little.
        Assert.Equal(0, counts.Touch(77, Now.AddSeconds(50), 30));
    }

    [Fact]
    public void Mark_changes_with_every_part_and_with_the_process()
    {
        var (one, other) = (new KeyedMark(), new KeyedMark());

        Assert.Equal(one.Of(1, 2, 3), one.Of(1, 2, 3));
        Assert.Equal(5, new HashSet<ulong> { one.Of(1, 2, 3), one.Of(2, 2, 3), one.Of(1, 3, 3), one.Of(1, 2, 4), other.Of(1, 2, 3) }.Count);
    }
}

using CouponPortal.Data;
using CouponPortal.Data.Rollups;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Reports;
using CouponPortal.Features.Conversions;
using CouponPortal.Tests.Features.Views;
using CouponPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Tests.Features.Conversions;

/// <summary>Totals, which come from rollups where they can, against the orders that the list itself gives for the same filter.</summary>
public sealed class ConversionTotalsTests
{
    private static readonly ConversionFilter[] Filters =
    [
        new(), new() { OfferId = 10 }, new() { PartnerId = 6 }, new() { Status = ConversionStatus.Approved }, new() { Status = ConversionStatus.Invalid }, new() { Basis = AttributionBasis.ExclusiveCode },
        new() { HasClick = true }, new() { HasClick = false }, new() { Currency = " usd " }, new() { AdvertiserId = 1 }, new() { AdvertiserId = 2, Status = ConversionStatus.Pending },
        new() { OfferId = 0 }, new() { PartnerId = 0 }, new() { AdvertiserId = 99 }, new() { Currency = "U\0" }, new() { CouponCode = "a" }, new() { Sub3 = "A" }, new() { Event = "lead" }, new() { IsReversed = true },
        new() { Flag = ConversionFlags.Test }, new() { Outcome = AttributionOutcome.Suppressed }, new() { AmountFrom = 50 },
    ];

    private static readonly (DateOnly? From, DateOnly? To)[] Days =
        [(null, null), (Day(-4), Day(-1)), (Day(-1), Day(-1)), (Day(-3), null), (null, Day(-2)), (Day(0), Day(0)), (Day(5), Day(6)), (DateOnly.MinValue, DateOnly.MaxValue)];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task They_are_those_of_the_orders_for_every_filter_days_and_actor(DatabaseProvider engine)
    {
        await using var world = await FilledAsync(engine);
        foreach (var (from, to) in Days)
        {
            foreach (var filter in Filters)
            {
                foreach (var actor in (Actor[])[EventsDatabase.Admin, EventsDatabase.Manager, EventsDatabase.Stranger, EventsDatabase.PartnerUser])
                {
                    await AgreesAsync(world, actor, filter with { From = from, To = to });
                }
            }
        }

        await AgreesAsync(world, EventsDatabase.Manager, new() { Days = DatePreset.Yesterday, AdvertiserId = 1 });
    }

    [Theory, BothEngines]
    public async Task They_are_those_of_the_orders_while_an_advertiser_is_rebuilt(DatabaseProvider engine)
    {
        await using var world = await FilledAsync(engine);
        await using (var db = world.Events.Store.CreateDbContext())
        {
            await db.ConversionRollups.Where(r => r.AdvertiserId == 1).ExecuteDeleteAsync(Stop);
            await db.RollupStates.Where(s => s.AdvertiserId == 1).ExecuteUpdateAsync(set => set.SetProperty(s => s.IsComplete, false), Stop);
        }

        await AgreesAsync(world, EventsDatabase.Admin, new());
        await AgreesAsync(world, EventsDatabase.Admin, new() { From = Day(-3), To = Day(-1) });
        await AgreesAsync(world, EventsDatabase.Manager, new() { AdvertiserId = 1, From = Day(-3) });
    }

    [Theory, BothEngines]
    public async Task Whole_days_come_from_rollups_and_what_these_do_not_have_from_orders(DatabaseProvider engine)
    {
        await using var world = await FilledAsync(engine);
        await using (var db = world.Events.Store.CreateDbContext())
        {
            // What no order has: whoever reads it has read rollups.
            db.Add(new ConversionRollup { AdvertiserId = 1, Day = Day(-2).DayNumber, Currency = "XTS", Orders = 1, Amount = 1 });
            await db.SaveChangesAsync(Stop);
        }

        Assert.True(await FromRollupsAsync(new() { AdvertiserId = 1, From = Day(-2), To = Day(-2) }));
        Assert.True(await FromRollupsAsync(new() { From = Day(-4), To = Day(0), Status = ConversionStatus.Pending, HasClick = true }));
        // UTC's day is no day of New York's.
        Assert.False(await FromRollupsAsync(new() { From = Day(-2), To = Day(-2) }));
        Assert.False(await FromRollupsAsync(new() { Sub1 = "x" }));
        Assert.False(await FromRollupsAsync(new() { CouponCode = "A" }));

        async Task<bool> FromRollupsAsync(ConversionFilter filter) => (await world.Totals.SumAsync(EventsDatabase.Admin, filter, Stop)).Any(t => t.Currency == "XTS");
    }

    private static async Task<ReportWorld> FilledAsync(DatabaseProvider engine)
    {
        var world = await ReportWorld.CreateAsync(engine);
        var random = new Random(7);
        await using var db = world.Events.Store.CreateDbContext();
        for (var i = 0; i < 400; i++)
        {
            var row = world.Events.NewConversion(EventsDatabase.Noon.AddMinutes(-random.Next(7 * 24 * 60)));
            var second = random.Next(3) == 0;
            (row.AdvertiserId, row.OfferId, row.PartnerId) = (second ? 2 : 1, random.Next(4) == 0 ? null : second ? 20 : 10, random.GetItems<int?>([null, 5, 6, 7], 1)[0]);
            (row.Status, row.Basis, row.Outcome) = ((ConversionStatus)random.Next(4), (AttributionBasis)random.Next(5), (AttributionOutcome)random.Next(3));
            (row.Amount, row.Payout, row.Currency) = (random.Next(10_000), random.Next(1_000), random.GetItems(["USD", "EUR", "JPY"], 1)[0]);
            (row.Reversed, row.ClickId, row.Flags) = (random.Next(4) == 0 ? 5 : 0, random.Next(2) == 0 ? null : i + 1, random.Next(10) == 0 ? ConversionFlags.Test : ConversionFlags.None);
            (row.CouponCode, row.Sub3, row.Event) = (random.GetItems<string?>(["A", "B", null], 1)[0], random.GetItems<string?>(["a", null], 1)[0], random.Next(5) == 0 ? "lead" : "sale");
            db.Add(row);
        }

        await db.SaveChangesAsync(Stop);
        return world;
    }

    private static async Task AgreesAsync(ReportWorld world, Actor actor, ConversionFilter filter)
    {
        var rows = (await world.List.ChunkAsync(actor, filter, int.MaxValue, long.MaxValue, Stop)).Where(c => c.Status != ConversionStatus.Invalid && !c.Flags.HasFlag(ConversionFlags.Test));
        var expected = rows.GroupBy(c => c.Currency).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => new CurrencyTotal(g.Key, g.Count(), g.Sum(c => c.Amount), g.Sum(c => c.Reversed), g.Sum(c => c.Payout)));

        Assert.Equal($"{actor.Name} {filter}: {string.Join(' ', expected)}", $"{actor.Name} {filter}: {string.Join(' ', await world.Totals.SumAsync(actor, filter, Stop))}");
    }

    private static DateOnly Day(int back) => DateOnly.FromDateTime(EventsDatabase.Noon).AddDays(back);
}

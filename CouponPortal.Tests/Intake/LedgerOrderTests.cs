using CouponPortal.Data;
using CouponPortal.Domain.Conversions;
using CouponPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using static CouponPortal.Tests.Intake.LedgerWorld;

namespace CouponPortal.Tests.Intake;

/// <summary>The same events in any order, with any repeats, also at the same time: one ledger (RULES §4).</summary>
public sealed class LedgerOrderTests
{
    private const int Orders = 12;
    private const int Shuffles = 6;

    [Theory, BothEngines]
    public async Task Same_events_in_any_order_and_with_repeats_end_in_the_same_ledger(DatabaseProvider engine)
    {
        var random = new Random(20_261_121);
        string? expected = null;
        for (var i = 0; i < Shuffles; i++)
        {
            await using var world = await NewAsync(engine);
            var events = Events(world).SelectMany(e => Enumerable.Repeat(e, random.Next(1, 3))).ToArray();
            random.Shuffle(events);

            foreach (var pair in events.Chunk(2))
            {
                // Two at a time, so that they also meet in the middle.
                await Task.WhenAll(pair.Select(send => send()));
            }

            await world.Ledger.ApplyArrivedAsync(TestContext.Current.CancellationToken);
            var ledger = await world.ReadAsync(LedgerAsync);
            expected ??= ledger;
            Assert.Equal(expected, ledger);
        }

        Assert.Contains("O0 approved 30.00 net 30.00", expected!.Replace(",", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    private static IEnumerable<Func<Task>> Events(LedgerWorld world)
    {
        var start = TestDatabase.Start;
        for (var i = 0; i < Orders; i++)
        {
            var id = $"O{i}";
            List<Func<Task>> some = (i % 4) switch
            {
                0 => [() => world.SendAsync(Position(id, "1", "10.00", count: 2)), () => world.SendAsync(Position(id, "2", "10.00", quantity: 2, count: 2))],
                1 => [() => world.SendAsync(Order(id, "33.33")), () => world.SendAsync(Reversal(id, "1.11", "a")), () => world.SendAsync(Reversal(id, "2.22", "b"))],
                2 => [() => world.SendAsync(Order(id, "50.00")), () => world.SendAsync(Reversal(id))],
                _ =>
                [
                    () => world.SendAsync(State(id, "70.00", start, ConversionStatus.Pending)),
                    () => world.SendAsync(State(id, "60.00", start.AddMinutes(1), ConversionStatus.Approved)),
                    () => world.SendAsync(State(id, "55.00", start.AddMinutes(2), ConversionStatus.Approved)),
                    () => world.SendAsync(Reversal(id, "5.00", "refund 1")),
                ],
            };
            foreach (var send in some)
            {
                yield return send;
            }
        }
    }

    private static async Task<string> LedgerAsync(PortalDbContext db)
    {
        var rows = await db.Conversions.AsNoTracking().OrderBy(c => c.OrderId).ToListAsync();
        var items = (await db.ConversionItems.AsNoTracking().ToListAsync()).ToLookup(i => i.ConversionId);
        return string.Join('\n', rows.Select(r => FormattableString.Invariant(
            $"{r.OrderId} {CouponPortal.Domain.SnakeCase.Of(r.Status)} {r.Amount / 100m:F2} net {(r.Amount - r.Reversed) / 100m:F2} payout {r.Payout} partner {r.PartnerId} flags {(int)r.Flags} items {string.Join(';', items[r.Id].OrderBy(i => i.Key, StringComparer.Ordinal).Select(i => $"{i.Key}x{i.Quantity}@{i.Price}"))}")));
    }
}

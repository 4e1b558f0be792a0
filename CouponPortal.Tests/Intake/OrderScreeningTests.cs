using CouponPortal.Data;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Conversions.Checks;
using CouponPortal.Domain.Delivery;
using CouponPortal.Features.Conversions;
using CouponPortal.Intake;
using CouponPortal.Tests.Features;
using CouponPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Tests.Intake;

/// <summary>The checks on orders over the whole intake.</summary>
public sealed class OrderScreeningTests
{
    [Theory, BothEngines]
    public async Task Partner_who_buys_with_its_own_code_is_held_until_staff_decides_and_the_sender_cannot(DatabaseProvider engine)
    {
        await using var world = await NewAsync(engine);
        var own = LedgerWorld.Order("own") with { CustomerMark = MailMark.Of("Ann+me@partner.example") };

        await world.SendAsync(own);
        await world.SendAsync(LedgerWorld.Order("other") with { CustomerMark = MailMark.Of("shopper@mail.example") });
        var held = await world.OneAsync("own");
        Assert.Equal((ConversionStatus.Pending, ConversionFlags.SelfUse | ConversionFlags.OnHold, (int?)1), (held.Status, held.Flags, held.PartnerId));
        Assert.Equal((ConversionStatus.Approved, ConversionFlags.None), ((await world.OneAsync("other")) is var other ? other.Status : default, other.Flags));

        // The shop says that it is approved; it waits for staff all the same.
        await world.SendAsync(new CorrectionFacts { Door = "feed", AdvertiserId = 1, OrderId = "own", Kind = CorrectionKind.Status, Status = ConversionStatus.Approved });
        Assert.Equal(ConversionStatus.Pending, (await world.OneAsync("own")).Status);

        (await new ChangeConversionStatus(world.Database, world.Ledger).ChangeAsync(Actor.System, held.Id, ConversionStatus.Approved, "a gift", TestContext.Current.CancellationToken)).Done();
        var freed = await world.OneAsync("own");
        Assert.Equal((ConversionStatus.Approved, ConversionFlags.SelfUse), (freed.Status, freed.Flags));
        Assert.Contains(TraceJson.Read(freed.Trace), l => l is { Step: AttributionStep.OrderCheck, Verdict: TraceVerdict.Held, Reason: TraceReason.PartnersMail });
    }

    [Theory, BothEngines]
    public async Task New_state_of_a_held_order_leaves_it_held_and_its_findings_on_it(DatabaseProvider engine)
    {
        await using var world = await NewAsync(engine);
        var first = LedgerWorld.State("S", "10.00", TestDatabase.Start.AddMinutes(-9), ConversionStatus.Approved) with { CustomerMark = MailMark.Of("ann@partner.example") };

        await world.SendAsync(first);
        await world.SendAsync(LedgerWorld.State("S", "20.00", TestDatabase.Start.AddMinutes(-8), ConversionStatus.Approved));

        var row = await world.OneAsync("S");
        Assert.Equal((2_000L, ConversionStatus.Pending, ConversionFlags.SelfUse | ConversionFlags.OnHold), (row.Amount, row.Status, row.Flags));
        Assert.Single(TraceSentences.Found(TraceJson.Read(row.Trace)));
    }

    [Theory, BothEngines]
    public async Task Order_right_after_its_click_and_one_without_click_on_a_leaked_code_are_treated_as_their_advertiser_says(DatabaseProvider engine)
    {
        await using var world = await NewAsync(engine, new() { TooFast = CheckMode.Block, TooFastSeconds = 10, ClicklessSpike = CheckMode.Hold });
        var click = new Click { Id = EventKey.First(TestDatabase.Start.AddSeconds(-8)), AdvertiserId = 1, OfferId = 1, PartnerId = 1, CouponCode = "SNAPDOG" };
        await world.AddAsync(click);
        var id = world.Catalog.Current.Ids.Format(click.Id);
        var coupon = await world.ReadAsync(db => db.Coupons.Select(c => c.Id).SingleAsync());

        await world.SendAsync(LedgerWorld.Order("fast") with { ClickIds = [id], SentTime = TestDatabase.Start });
        await world.SendAsync(LedgerWorld.Order("slow") with { ClickIds = [id], SentTime = TestDatabase.Start.AddSeconds(2) });
        await world.SendAsync(LedgerWorld.Order("calm"));
        world.Leaks.Set([coupon]);
        await world.SendAsync(LedgerWorld.Order("leaked"));
        await world.SendAsync(LedgerWorld.Order("clicked") with { ClickIds = [id], SentTime = TestDatabase.Start.AddMinutes(1) });
        await world.SendAsync(LedgerWorld.Order("test") with { IsTest = true });

        Assert.Equal((ConversionStatus.Rejected, ConversionFlags.TooFast), await StateAsync(world, "fast"));
        Assert.Equal((ConversionStatus.Approved, ConversionFlags.None), await StateAsync(world, "slow"));
        Assert.Equal((ConversionStatus.Approved, ConversionFlags.None), await StateAsync(world, "calm"));
        Assert.Equal((ConversionStatus.Pending, ConversionFlags.ClicklessSpike | ConversionFlags.OnHold), await StateAsync(world, "leaked"));
        Assert.Equal((ConversionStatus.Approved, ConversionFlags.None), await StateAsync(world, "clicked"));
        Assert.Equal((ConversionStatus.Approved, ConversionFlags.Test), await StateAsync(world, "test"));
    }

    [Fact]
    public async Task Mail_address_of_a_customer_is_kept_nowhere()
    {
        await using var world = await NewAsync(DatabaseProvider.Sqlite);

        await world.SendRowAsync("""{"order_id":"J","amount":"5.00","coupon_code":"SNAPDOG","customer_email":"ann@partner.example"}""");

        Assert.Equal(ConversionFlags.SelfUse | ConversionFlags.OnHold, (await world.OneAsync("J")).Flags);
        var hit = await world.ReadAsync(db => db.Hits.SingleAsync());
        Assert.DoesNotContain("ann@", hit.Raw, StringComparison.Ordinal);
        Assert.Contains("\"customer_email\":\"***\"", hit.Raw, StringComparison.Ordinal);
    }

    private static async Task<(ConversionStatus, ConversionFlags)> StateAsync(LedgerWorld world, string order) => await world.OneAsync(order) is var row ? (row.Status, row.Flags) : default;

    private static async Task<LedgerWorld> NewAsync(DatabaseProvider engine, OrderCheckPolicy? policy = null)
    {
        var world = await LedgerWorld.NewAsync(engine);
        await using var db = world.Database.CreateDbContext();
        (await db.Partners.SingleAsync()).Email = "ann@partner.example";
        (await db.Advertisers.SingleAsync()).OrderChecks = policy ?? OrderCheckPolicy.Default;
        await db.SaveChangesAsync();
        await world.Catalog.RefreshAsync(TestContext.Current.CancellationToken);
        return world;
    }
}

using CouponPortal.Data;
using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.Offers;
using CouponPortal.Features.PartnerPortal.Codes;
using CouponPortal.Tests.Support;
using static CouponPortal.Tests.Features.Coupons.CouponWorld;

namespace CouponPortal.Tests.Features.PartnerPortal;

/// <summary>Which codes a partner sees, and what of them.</summary>
public sealed class PartnerCodesTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, BothEngines]
    public async Task Partner_sees_its_own_shared_and_public_codes_of_offers_that_it_is_approved_on_and_no_others(DatabaseProvider engine)
    {
        await using var partners = await PartnerWorld.NewAsync(engine);
        await partners.AddAsync(Draft("OWN", Ann));
        await partners.AddAsync(Exclusive("MINE", Ann));
        await partners.AddAsync(Draft("SHARED", Ann, Ben));
        await partners.AddAsync(Draft("OPEN") with { Visibility = CouponVisibility.Public });
        await partners.AddAsync(Draft("POOL"));
        var foreign = await partners.AddAsync(Draft("BENS", Ben));
        await partners.AddAsync(Draft("HATOPEN") with { Visibility = CouponVisibility.Public, OfferId = Hats });

        Assert.Equal(["MINE", "OPEN", "OWN", "SHARED"], await partners.CodesOfAsync(PartnerWorld.Ann));
        Assert.Equal(["BENS", "OPEN", "SHARED"], await partners.CodesOfAsync(PartnerWorld.Ben));
        Assert.Null(await partners.Codes.OneAsync(PartnerWorld.Ann, foreign.Id, Cancel));
        foreach (var staff in new[] { Admin, Manager, Viewer, Stranger, PartnerWorld.Ann with { PartnerId = null } })
        {
            Assert.Empty(await partners.CodesOfAsync(staff));
        }
    }

    [Theory, BothEngines]
    public async Task Code_goes_with_the_approval_on_its_offer(DatabaseProvider engine)
    {
        await using var partners = await PartnerWorld.NewAsync(engine);
        Assert.False((await partners.Menu.ReadAsync(PartnerWorld.Ann, Cancel)).HasCodes);
        await partners.AddAsync(Draft("OWN", Ann));
        Assert.True((await partners.Menu.ReadAsync(PartnerWorld.Ann, Cancel)).HasCodes);

        await partners.ApproveAsync(Shoes, Ann, ApprovalStatus.Rejected);

        Assert.Empty(await partners.CodesOfAsync(PartnerWorld.Ann));
        Assert.False((await partners.Menu.ReadAsync(PartnerWorld.Ann, Cancel)).HasCodes);
    }

    [Theory, BothEngines]
    public async Task List_is_narrowed_sorted_and_paged_by_the_store(DatabaseProvider engine)
    {
        await using var partners = await PartnerWorld.NewAsync(engine);
        await partners.AddAsync(Draft("RUNS", Ann) with { EndDate = new(2026, 3, 20), Description = "Ten percent off boots" });
        await partners.AddAsync(Draft("LATER", Ann) with { StartDate = new(2026, 4, 1) });
        await partners.AddAsync(Draft("OVER", Ann) with { EndDate = new(2026, 3, 9) });
        await partners.AddAsync(Draft("RESTS", Ann) with { Status = CouponStatus.Paused });
        await partners.AddAsync(Draft("HATS", Ann) with { OfferId = Hats });

        Assert.Equal(["HATS", "RUNS"], await partners.CodesOfAsync(PartnerWorld.Ann, new(State: PartnerCodeState.Running)));
        Assert.Equal(["LATER"], await partners.CodesOfAsync(PartnerWorld.Ann, new(State: PartnerCodeState.NotStarted)));
        Assert.Equal(["OVER"], await partners.CodesOfAsync(PartnerWorld.Ann, new(State: PartnerCodeState.Ended)));
        Assert.Equal(["RESTS"], await partners.CodesOfAsync(PartnerWorld.Ann, new(State: PartnerCodeState.Paused)));
        Assert.Equal(["RUNS"], await partners.CodesOfAsync(PartnerWorld.Ann, new(Text: "bOOts")));
        Assert.Equal(["HATS"], await partners.CodesOfAsync(PartnerWorld.Ann, new(Text: "hats")));
        Assert.Equal(["HATS"], await partners.CodesOfAsync(PartnerWorld.Ann, new(OfferId: Hats)));
        Assert.Empty(await partners.CodesOfAsync(PartnerWorld.Ann, new(Text: "%")));

        var page = await partners.Codes.FindAsync(PartnerWorld.Ann, new(), new PageRequest(1, 2, "end"), Cancel);
        var first = await partners.Codes.FindAsync(PartnerWorld.Ann, new(), new PageRequest(0, 1, "end"), Cancel);
        Assert.Equal((5, "OVER"), (page.Total, first.Rows[0].Code));
        Assert.Equal("RUNS", page.Rows[0].Code);
        Assert.Equal([Hats, Shoes], (await partners.Codes.OffersAsync(PartnerWorld.Ann, Cancel)).Select(o => o.Id));
        Assert.Equal(["RUNS"], (await partners.Codes.EndingAsync(PartnerWorld.Ann, TimeLeft.Soon, 10, Cancel)).Select(c => c.Code));
    }

    [Theory, BothEngines]
    public async Task Row_has_the_url_and_none_of_what_staff_keep_to_themselves(DatabaseProvider engine)
    {
        await using var partners = await PartnerWorld.NewAsync(engine);
        var made = await partners.AddAsync(Exclusive("Mine20", Ann) with { InternalNote = "CANARY-NOTE", Description = "Ten off", EndDate = new(2026, 3, 12) });
        var shared = await partners.AddAsync(Draft("SHARED", Ann, Ben));

        var row = (await partners.Codes.OneAsync(PartnerWorld.Ann, made.Id, Cancel))!;
        var other = (await partners.Codes.OneAsync(PartnerWorld.Ann, shared.Id, Cancel))!;

        Assert.Equal("https://portal.example/MINE20", row.TrackingUrl("https://portal.example/").Url);
        Assert.Equal((PartnerCodeState.Running, true, "Shoes", "Shop"), (row.State, row.IsOwn, row.OfferName, row.AdvertiserName));
        Assert.Null(other.TrackingUrl("https://portal.example/").Url);
        Assert.DoesNotContain("CANARY-NOTE", row.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(typeof(PartnerCode).GetProperties(), p => p.Name.Contains("Note", StringComparison.Ordinal) || p.Name.Contains("PartnerIds", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0.5, "less than a minute left")]
    [InlineData(61, "1 hour 1 minute left")]
    [InlineData(12, "12 minutes left")]
    [InlineData(120, "2 hours left")]
    [InlineData((60 * 24 * 3) + 240, "3 days 4 hours left")]
    [InlineData(60 * 24 * 15, null)]
    [InlineData(-1, null)]
    public void Countdown_is_said_in_words_of_the_size_that_is_left(double minutes, string? expected)
    {
        var now = TestDatabase.Start;

        Assert.Equal(expected, TimeLeft.Of(now.AddMinutes(minutes), now));
        Assert.Null(TimeLeft.Of(null, now));
    }
}

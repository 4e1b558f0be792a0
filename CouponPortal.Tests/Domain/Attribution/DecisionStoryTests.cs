using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Conversions;
using CouponPortal.Tests.Domain.Support;
using static CouponPortal.Tests.Domain.Support.Shop;

namespace CouponPortal.Tests.Domain.Attribution;

/// <summary>What people read of a decision, staff and partners.</summary>
public sealed class DecisionStoryTests
{
    private const string Secret = "SECRETOFB";

    // By the outcome that each shows.
    private static readonly (string Name, Func<AttributionDecision> Decide)[] Orders =
    [
        ("exclusive", () => new Shop().Exclusive(Secret, B).Order(Secret).Click(A).Decide()),
        ("exclusive, no click", () => new Shop().Exclusive(Secret, B).Order(Secret).Decide()),
        ("code", () => new Shop().Priority(AttributionPriority.CouponCode).Private(Secret, B).Order(Secret).Click(A).Decide()),
        ("code, no click", () => new Shop().Private(Secret, B).Order(Secret).Click(A, TimeSpan.FromDays(99)).Decide()),
        ("click", () => new Shop().Private("SALE", A).Order("SALE").Click(B, code: Secret).Decide()),
        ("click, codes first", () => new Shop().Priority(AttributionPriority.CouponCode).Private("SALE", A).PausePartner(A).Order("SALE").Click(B).Decide()),
        ("direct", () => new Shop().Order().OnOffer(Shoes).Naming(B).Click(A, TimeSpan.FromDays(99)).Decide()),
        ("conflict, last click", () => new Shop().Exclusive("SALE", A).Exclusive(Secret, B).Order("SALE", Secret).Click(B).Decide()),
        ("conflict, first listed", () => new Shop().Private(Secret, B).Private("SALE", A).Priority(AttributionPriority.CouponCode).Order(Secret, "SALE").Click(C).Decide()),
        ("suppressed", () => new Shop().Exclusive(Secret, B).Suppress(Secret).Order(Secret).Click(A).Decide()),
        ("other channel", () => new Shop().Order().Click(A).ClaimedBy(Secret).Decide()),
        ("ambiguous", () => new Shop().Private("SALE", A).Private("SALE", A, Hats).Order("SALE").Decide()),
        ("unattributed", () => new Shop().Private("SALE", A).PausePartner(A).Order("SALE", "NEVERSEEN").Decide()),
    ];

    public static TheoryData<string> Names => [.. Orders.Select(o => o.Name)];

    [Theory]
    [InlineData("exclusive", "partner 2 is credited for this order.", "partner 1 had the last valid click, but an exclusive code wins whatever the click path.", "Without the Exclusive feature partner 1 would have been credited for the same order.")]
    [InlineData("exclusive, no click", "partner 2 is credited for this order.", "", "Without the Exclusive feature nobody would have been credited for the same order.")]
    [InlineData("code", "partner 2 is credited for this order.", "partner 1 had the last valid click, but here a code goes before a click.", "Without the Exclusive feature the same order would have gone the same way.")]
    [InlineData("click", "partner 2 is credited for this order.", "partner 1 owns code SALE, but here the last click goes before a code.", "Without the Exclusive feature the same order would have gone the same way.")]
    [InlineData("conflict, last click", "partner 2 is credited for this order.", "partner 1 owns the exclusive code SALE, but codes of different partners were used and the owner of another one also had the last click.", "Without the Exclusive feature the same order would have gone the same way.")]
    [InlineData("suppressed", "Nobody is credited for this order: a suppressed code was used.", "partner 1 had the last valid click, but an order with a suppressed code pays nobody.", "Without the suppressed code partner 2 would have been credited. The Exclusive feature changed nothing.")]
    [InlineData("other channel", "Nobody is credited for this order here: the shop gives it to another channel.", "partner 1 had the last valid click, but the shop gives the order to another channel.", "Without the Exclusive feature the same order would have gone the same way.")]
    [InlineData("ambiguous", "Nobody is credited for this order yet: staff must say which offer is meant.", "", "Without the Exclusive feature the same order would have gone the same way.")]
    [InlineData("unattributed", "Nobody is credited for this order.", "Code NEVERSEEN is no coupon of this advertiser, so it was ignored.", "Without the Exclusive feature the same order would have gone the same way.")]
    public void Staff_reads_who_got_the_order_who_lost_it_and_what_it_would_have_been(string order, string headline, string lost, string without)
    {
        var decision = Decide(order);

        var story = TraceSentences.WithIds.Tell(Row(decision), decision.Trace, decision.Assists);

        Assert.Equal((headline, without, TraceSentences.WithIds.For(decision.Trace[^1])), (story.Headline, story.WithoutExclusive, story.How));
        if (lost.Length > 0)
        {
            Assert.Contains(lost, story.Lost);
        }
        else
        {
            Assert.Empty(story.Lost);
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Every_order_is_told_whole(string order)
    {
        var decision = Decide(order);

        var story = TraceSentences.WithIds.Tell(Row(decision), decision.Trace, decision.Assists);

        Assert.All([story.Headline, story.How!, story.WithoutExclusive, .. story.Lost], Whole);
        Assert.Equal(decision.Assists.Count + decision.Trace.Count(l => l.Verdict == TraceVerdict.Ignored), story.Lost.Count);
    }

    [Fact]
    public void Every_reason_that_decides_is_told_to_staff_and_to_partners_and_no_other_is()
    {
        var told = Orders.Select(o => TraceSentences.Deciding(o.Decide().Trace)!.Reason).ToHashSet();
        foreach (var reason in Enum.GetValues<TraceReason>())
        {
            var trace = new[] { new TraceLine(AttributionStep.Priority, TraceVerdict.Decided, reason, "SALE", B) };
            var row = new Conversion { PartnerId = B, CounterfactualPartnerId = B };
            var decides = told.Contains(reason) || reason == TraceReason.NothingSent;

            Says(decides, () => TraceSentences.WithIds.Tell(row, trace, [new Assist(A, AttributionBasis.Click, null, null)]).Lost[0]);
            Says(decides, () => new PartnerSentences(A, "Ann", _ => "Shoes").Tell(row, trace).How!);
        }

        static void Says(bool decides, Func<string> sentence)
        {
            if (decides)
            {
                Whole(sentence());
            }
            else
            {
                Assert.Throws<InvalidOperationException>(sentence);
            }
        }
    }

    [Fact]
    public void Every_reason_has_a_sentence_in_each_step_that_may_write_it()
    {
        // A new reason without a sentence throws here, whether or not any order writes it yet.
        Assert.All(Enum.GetValues<TraceReason>(), reason => Whole(TraceSentences.WithIds.For(new TraceLine(AttributionStep.Priority, TraceVerdict.Passed, reason, "SALE", A, Shoes, "click"))));
    }

    [Theory, MemberData(nameof(Names))]
    public void Partner_who_lost_reads_nothing_of_others(string order)
    {
        var decision = Decide(order);
        var row = Row(decision);

        Assert.True(PartnerSentences.Concern(A, row, decision.Trace, decision.Assists) || order is "exclusive, no click");
        var story = new PartnerSentences(A, "Ann", id => id == Shoes ? "Shoes" : "Hats").Tell(row, decision.Trace);

        string[] all = [story.Headline, story.How!, story.Otherwise ?? "None.", .. story.Own];
        Assert.All(all, Whole);
        Assert.All(all, s => Assert.DoesNotContain(Secret, s, StringComparison.Ordinal));
        Assert.All(all, s => Assert.DoesNotContain("partner 2", s, StringComparison.Ordinal));
        Assert.Equal(decision.PartnerId is null ? "Nobody" : "This order is credited to another partner.", decision.PartnerId is null ? story.Headline[..6] : story.Headline);
    }

    [Fact]
    public void Partner_who_won_or_would_have_reads_what_made_the_difference()
    {
        var taken = Decide("exclusive");
        var suppressed = Decide("suppressed");

        var (winner, loser, lost) = (Story(B, taken), Story(A, taken), Story(B, suppressed));

        Assert.Equal(("This order is credited to you.", $"{Secret} is an exclusive code of Me: credited whatever the click path.", "Without your exclusive code another partner would have been credited."), (winner.Headline, winner.How, winner.Otherwise));
        Assert.Equal("Without your exclusive code nobody would have been credited.", Story(B, Decide("exclusive, no click")).Otherwise);
        Assert.Equal("Without the other partner's exclusive code it would have been credited to you.", loser.Otherwise);
        Assert.StartsWith("The click of ", Assert.Single(loser.Own), StringComparison.Ordinal);
        Assert.Equal(($"The shop had suppressed code {Secret} at that time.", "Without the suppressed code it would have been credited to you."), (lost.How, lost.Otherwise));
        Assert.False(PartnerSentences.Concern(C, Row(taken), taken.Trace, taken.Assists));

        static PartnerStory Story(int partner, AttributionDecision decision) => new PartnerSentences(partner, "Me", _ => "Shoes").Tell(Row(decision), decision.Trace);
    }

    private static AttributionDecision Decide(string order) => Orders.Single(o => o.Name == order).Decide();

    private static Conversion Row(AttributionDecision decision) => new()
    {
        PartnerId = decision.PartnerId,
        Outcome = decision.Outcome,
        Basis = decision.Basis,
        CounterfactualPartnerId = decision.CounterfactualPartnerId,
        SuppressedPartnerId = decision.SuppressedPartnerId,
    };

    private static void Whole(string sentence)
    {
        Assert.EndsWith(".", sentence, StringComparison.Ordinal);
        Assert.DoesNotContain("  ", sentence, StringComparison.Ordinal);
    }
}

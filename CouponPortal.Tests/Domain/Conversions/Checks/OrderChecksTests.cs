using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Conversions.Checks;
using CouponPortal.Domain.Delivery;

namespace CouponPortal.Tests.Domain.Conversions.Checks;

/// <summary>The worked cases of the checks on orders.</summary>
public sealed class OrderChecksTests
{
    private const ConversionFlags None = ConversionFlags.None, Self = ConversionFlags.SelfUse, Fast = ConversionFlags.TooFast, Spike = ConversionFlags.ClicklessSpike, Hold = ConversionFlags.OnHold;

    public static TheoryData<OrderSigns, OrderCheckPolicy, ConversionFlags, ConversionStatus> Cases => new()
    {
        // Nothing speaks against it.
        { new(), new(), None, ConversionStatus.Approved },
        { new() { AfterClick = TimeSpan.FromMinutes(3) }, new(), None, ConversionStatus.Approved },

        // The partner's own address: held by default, and as the advertiser says.
        { new() { IsPartnersMail = true }, new(), Self | Hold, ConversionStatus.Pending },
        { new() { IsPartnersMail = true }, new() { SelfUse = CheckMode.Mark }, Self, ConversionStatus.Approved },
        { new() { IsPartnersMail = true }, new() { SelfUse = CheckMode.Block }, Self, ConversionStatus.Rejected },
        { new() { IsPartnersMail = true }, new() { SelfUse = CheckMode.Off }, None, ConversionStatus.Approved },

        // A network alone only ever marks: others may use it too.
        { new() { IsPartnersNetwork = true }, new() { SelfUse = CheckMode.Block }, Self, ConversionStatus.Approved },
        { new() { IsPartnersNetwork = true, IsPartnersMail = true }, new() { SelfUse = CheckMode.Block }, Self, ConversionStatus.Rejected },

        // Less than five seconds, and exactly five.
        { new() { AfterClick = TimeSpan.FromSeconds(4.999) }, new(), Fast, ConversionStatus.Approved },
        { new() { AfterClick = TimeSpan.FromSeconds(5) }, new(), None, ConversionStatus.Approved },
        { new() { AfterClick = TimeSpan.FromSeconds(20) }, new() { TooFastSeconds = 60, TooFast = CheckMode.Hold }, Fast | Hold, ConversionStatus.Pending },

        // A leaked code.
        { new() { IsClicklessOnLeakedCode = true }, new(), Spike, ConversionStatus.Approved },
        { new() { IsClicklessOnLeakedCode = true }, new() { ClicklessSpike = CheckMode.Hold }, Spike | Hold, ConversionStatus.Pending },

        // A click that was held holds its order, whatever the other checks are set to.
        { new() { IsClickHeld = true }, OrderCheckPolicy.None, ConversionFlags.SuspectClick | Hold, ConversionStatus.Pending },

        // Several: each is flagged, and the strictest decides.
        { new() { IsPartnersMail = true, AfterClick = TimeSpan.Zero }, new() { TooFast = CheckMode.Block }, Self | Fast, ConversionStatus.Rejected },
        { new() { IsPartnersMail = true, AfterClick = TimeSpan.Zero }, new(), Self | Fast | Hold, ConversionStatus.Pending },
        { new() { IsPartnersMail = true, IsPartnersNetwork = true, AfterClick = TimeSpan.Zero, IsClicklessOnLeakedCode = true }, OrderCheckPolicy.None, None, ConversionStatus.Approved },
    };

    [Theory, MemberData(nameof(Cases), DisableDiscoveryEnumeration = true)]
    public void Order_is_flagged_held_or_rejected_as_its_advertiser_says(OrderSigns signs, OrderCheckPolicy policy, ConversionFlags flags, ConversionStatus status)
    {
        var row = new Conversion { PartnerId = 1, Payout = 500, Status = ConversionStatus.Approved, Trace = TraceJson.Write([new TraceLine(AttributionStep.Priority, TraceVerdict.Decided, TraceReason.CodeOwner, "SNAPDOG", 1)]) };

        var findings = OrderChecks.Judge(policy, signs with { Code = "SNAPDOG" });
        OrderChecks.Apply(row, findings);

        Assert.Equal((flags, status), (row.Flags, row.Status));

        // The credit is as it was decided, and every finding has a sentence that names no partner.
        Assert.Equal((1, 500L), (row.PartnerId, row.Payout));
        var trace = TraceJson.Read(row.Trace);
        Assert.Equal(TraceReason.CodeOwner, TraceSentences.Deciding(trace)?.Reason);
        Assert.Equal(findings.Count, TraceSentences.Found(trace).Count());
        Assert.All(TraceSentences.Found(trace), line =>
        {
            Assert.Null(line.PartnerId);
            Assert.EndsWith(".", TraceSentences.WithIds.For(line), StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Rejected_order_is_not_put_on_hold_again()
    {
        var row = new Conversion { Status = ConversionStatus.Rejected };

        OrderChecks.Apply(row, OrderChecks.Judge(new(), new() { IsPartnersMail = true }));

        Assert.Equal((Self, ConversionStatus.Rejected), (row.Flags, row.Status));
    }

    [Theory]
    [InlineData(ConversionFlags.None, ConversionStatus.Approved, ConversionStatus.Approved)]
    [InlineData(ConversionFlags.OnHold, ConversionStatus.Approved, ConversionStatus.Pending)]
    [InlineData(ConversionFlags.OnHold, ConversionStatus.Rejected, ConversionStatus.Rejected)]
    public void Sender_cannot_approve_what_is_on_hold(ConversionFlags flags, ConversionStatus said, ConversionStatus stands) => Assert.Equal(stands, OrderChecks.Said(flags, said));

    [Theory]
    [InlineData(" Ann@Shop.Example ", "ann@shop.example")]
    [InlineData("ann+orders@shop.example", "ann@shop.example")]
    public void Mail_is_the_same_in_any_case_with_any_tag_and_as_its_hash(string one, string other)
    {
        Assert.Equal(MailMark.Of(other), MailMark.Of(one));
        Assert.Equal(MailMark.Of(other), MailMark.Of(MailMark.Of(one)!.ToUpperInvariant()));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("***")]
    [InlineData("@shop.example")]
    [InlineData("ann@")]
    [InlineData("nobody")]
    public void Text_that_is_no_mail_has_no_mark(string? sent) => Assert.Null(MailMark.Of(sent));

    [Fact]
    public void Policy_survives_the_store_and_what_is_not_said_has_its_default()
    {
        var policy = new OrderCheckPolicy { SelfUse = CheckMode.Block, TooFast = CheckMode.Hold, TooFastSeconds = 30, ClicklessSpike = CheckMode.Off };

        Assert.Equal(policy, RuleText.Read<OrderCheckPolicy>(RuleText.Of(policy)));
        Assert.Equal(new() { SelfUse = CheckMode.Off }, RuleText.Read<OrderCheckPolicy>("""{"self_use":"off"}"""));
        Assert.Equal(("", OrderCheckPolicy.Default), (RuleText.Of(OrderCheckPolicy.Default), RuleText.Read<OrderCheckPolicy>("")));
    }
}

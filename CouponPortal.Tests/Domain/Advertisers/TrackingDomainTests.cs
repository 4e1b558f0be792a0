using CouponPortal.Domain.Advertisers;

namespace CouponPortal.Tests.Domain.Advertisers;

public sealed class TrackingDomainTests
{
    private static readonly DateTime Start = new(2026, 11, 2, 10, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void Domain_is_verified_by_a_proof_fails_since_the_first_check_without_one_and_recovers()
    {
        var domain = new TrackingDomain { Host = "go.shop.example", Token = "t", CreatedAt = Start };

        Assert.False(domain.Take(null, "no TXT record", Start));
        Assert.Equal((DomainState.Unverified, "no TXT record"), (domain.State, domain.Fault));
        Assert.True(domain.Take(DomainProof.DnsRecord, null, Start.AddHours(1)));
        Assert.Equal((DomainState.Verified, null, Start.AddHours(1)), (domain.State, domain.Fault, domain.VerifiedAt));
        Assert.False(domain.Take(null, "gone", Start.AddDays(2)));
        Assert.False(domain.Take(null, "gone", Start.AddDays(3)));
        Assert.Equal((DomainState.Failing, Start.AddDays(2), Start.AddHours(1)), (domain.State, domain.FailingSince, domain.VerifiedAt));
        Assert.False(domain.Take(DomainProof.WellKnown, null, Start.AddDays(4)));
        Assert.Equal((DomainState.Verified, DomainProof.WellKnown), (domain.State, domain.Proof));
    }

    [Theory]
    [InlineData(0.5, 2)]
    [InlineData(5, 15)]
    [InlineData(48, 120)]
    [InlineData(24 * 30, 24 * 60)]
    public void Unverified_domain_is_looked_at_less_often_the_longer_it_waits(double hours, int minutes)
    {
        var domain = new TrackingDomain { CreatedAt = Start };

        domain.Take(null, "x", Start.AddHours(hours));

        Assert.Equal(Start.AddHours(hours).AddMinutes(minutes), domain.DueAt);
    }

    [Theory]
    [InlineData(" Go.Shop.EXAMPLE. ", "go.shop.example")]
    [InlineData("müller.example", "xn--mller-kva.example")]
    [InlineData("MÜLLER.example", "xn--mller-kva.example")]
    [InlineData("go。shop.example", "go.shop.example")]
    [InlineData("https://x", "https://x")]
    public void Host_name_has_one_spelling(string typed, string normal) => Assert.Equal(normal, HostNames.Normal(typed));
}

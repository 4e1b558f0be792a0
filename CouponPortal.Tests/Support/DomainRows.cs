using CouponPortal.Data;
using CouponPortal.Domain.Advertisers;

namespace CouponPortal.Tests.Support;

/// <summary>Tracking domains as rows.</summary>
public static class DomainRows
{
    public static TrackingDomain Verified(int advertiserId, string host)
    {
        var domain = TrackingDomainAdoption.New(advertiserId, host, "test", TestDatabase.Start);
        (domain.VerifiedAt, domain.Proof) = (TestDatabase.Start, DomainProof.DnsRecord);
        (domain.CheckedAt, domain.DueAt) = (TestDatabase.Start, TestDatabase.Start.AddYears(1));
        return domain;
    }

    public static TrackingDomain Unverified(int advertiserId, string host) => TrackingDomainAdoption.New(advertiserId, host, "test", TestDatabase.Start);
}

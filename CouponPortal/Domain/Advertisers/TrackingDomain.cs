namespace CouponPortal.Domain.Advertisers;

/// <summary>By what a tracking domain was shown to be the advertiser's.</summary>
public enum DomainProof
{
    /// <summary>Its well-known address is answered by this portal: the name leads here.</summary>
    WellKnown,

    /// <summary>A TXT record holds the token.</summary>
    DnsRecord,

    /// <summary>It was in use before domains were verified.</summary>
    TakenOver,
}

public enum DomainState
{
    /// <summary>Never shown to be the advertiser's: nothing of it is served there.</summary>
    Unverified,
    Verified,

    /// <summary>Verified, and the last check found neither proof. It goes on serving: printed links must survive a fault of somebody's DNS.</summary>
    Failing,
}

/// <summary>A host name of an advertiser's own whose coupon URLs this portal answers.</summary>
public sealed class TrackingDomain : IDue
{
    /// <summary>Answered by the portal with the token of whichever domain it is asked at.</summary>
    public const string WellKnownPath = "/.well-known/couponportal-domain";

    /// <summary>Before the host name: beside it, a TXT record may stand under a CNAME.</summary>
    public const string RecordPrefix = "_couponportal.";

    /// <summary>Before the token in the TXT record.</summary>
    public const string RecordValuePrefix = "couponportal-domain=";

    public const int MaxFault = 500;

    public int Id { get; set; }
    public int AdvertiserId { get; set; }
    public Advertiser? Advertiser { get; set; }

    /// <summary>ASCII, lower case, no final dot; one row in the network.</summary>
    public string Host { get; set; } = "";

    /// <summary>What proves it; 32 hex characters. No secret: it says something only when the host itself shows it.</summary>
    public string Token { get; set; } = "";
    public string CreatedBy { get; set; } = "";
    public DateTime CreatedAt { get; set; }

    /// <summary>UTC; null = no link is made with it.</summary>
    public DateTime? VerifiedAt { get; set; }
    public DomainProof? Proof { get; set; }

    /// <summary>UTC, since the first check in a row that found no proof any more.</summary>
    public DateTime? FailingSince { get; set; }
    public DateTime? CheckedAt { get; set; }

    /// <summary>What the last check found wrong, for people; null when it found a proof.</summary>
    public string? Fault { get; set; }

    /// <summary>UTC; moved on by the node that checks it.</summary>
    public DateTime DueAt { get; set; }

    public DomainState State => VerifiedAt is null ? DomainState.Unverified : FailingSince is null ? DomainState.Verified : DomainState.Failing;

    public string RecordName => RecordPrefix + Host;

    public string RecordValue => RecordValuePrefix + Token;

    /// <summary>The wait before the next check. Somebody who has just added a domain waits for it; one that has not come in a week may never come.</summary>
    public TimeSpan NextCheck(DateTime now) => State switch
    {
        DomainState.Verified => TimeSpan.FromHours(24),
        DomainState.Failing => TimeSpan.FromHours(1),
        DomainState.Unverified => (now - CreatedAt).TotalHours switch
        {
            < 1 => TimeSpan.FromMinutes(2),
            < 24 => TimeSpan.FromMinutes(15),
            < 7 * 24 => TimeSpan.FromHours(2),
            _ => TimeSpan.FromHours(24),
        },
    };

    /// <summary>Takes what a check has found.</summary>
    /// <param name="proof">Null when it found none.</param>
    /// <returns>Whether the domain serves now and did not before.</returns>
    public bool Take(DomainProof? proof, string? fault, DateTime now)
    {
        var isNew = VerifiedAt is null && proof is not null;
        (CheckedAt, Fault) = (now, proof is null ? Excerpt.Of(fault ?? "", MaxFault) : null);
        if (proof is not null)
        {
            (VerifiedAt, Proof, FailingSince) = (VerifiedAt ?? now, proof, null);
        }
        else if (VerifiedAt is not null)
        {
            FailingSince ??= now;
        }

        DueAt = now + NextCheck(now);
        return isNew;
    }
}

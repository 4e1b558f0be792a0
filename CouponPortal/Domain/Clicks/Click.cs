using CouponPortal.Domain.Delivery;

namespace CouponPortal.Domain.Clicks;

/// <summary>A visit of a tracking URL, also one that led nowhere: then <see cref="Outcome"/> says why and nobody can be credited by it.</summary>
public sealed class Click
{
    /// <summary>An <see cref="EventKey"/>; its time is the click's time.</summary>
    public long Id { get; set; }
    public int? AdvertiserId { get; set; }
    public int? OfferId { get; set; }

    /// <summary>The coupon's owner, or the partner of an offer click, as they were then.</summary>
    public int? PartnerId { get; set; }
    public int? CouponId { get; set; }

    /// <summary>Normal form; for a miss what was typed, cut to 50.</summary>
    public string? CouponCode { get; set; }
    public VisitOutcome Outcome { get; set; }

    /// <summary>What was typed, cut to 50, where <see cref="CouponCode"/> is what was taken for it; null where it was typed as it is.</summary>
    public string? TypedCode { get; set; }
    public string? Sub1 { get; set; }
    public string? Sub2 { get; set; }

    /// <summary>Pub. Unique 3: the coupon code where there is one (S1).</summary>
    public string? Sub3 { get; set; }
    public string? Sub4 { get; set; }
    public string? Sub5 { get; set; }
    public string? SourceId { get; set; }

    /// <summary>Two letters, upper case, as a proxy in front says; null = unknown.</summary>
    public string? Country { get; set; }

    /// <summary>As <see cref="Country"/>, with it, e.g. <c>US-CA</c>.</summary>
    public string? Region { get; set; }
    public string? Device { get; set; }

    /// <summary>Classes (<see cref="VisitorAgent"/>), as <see cref="Device"/>.</summary>
    public string? Os { get; set; }
    public string? Browser { get; set; }

    /// <summary>Primary subtag, lower case.</summary>
    public string? Language { get; set; }

    /// <summary>Whether this browser had been here before; null where nothing is remembered.</summary>
    public bool? IsReturning { get; set; }

    /// <summary>What spoke against a person, of what the advertiser looks at.</summary>
    public VisitSigns Signs { get; set; }

    /// <summary>An order that is credited by it waits for staff.</summary>
    public bool IsHeld { get; set; }

    /// <summary>Who was asked to serve the visitor and why not (<see cref="VisitChain"/>); null where it was the offer itself.</summary>
    public string? Chain { get; set; }
    public string? UserAgent { get; set; }

    /// <summary>Host of the referring page alone: the path may name a person.</summary>
    public string? Referrer { get; set; }
    public string? Destination { get; set; }

    public DateTime Time => EventKey.TimeOf(Id);
}

/// <summary>What attribution needs of a stored click: owner and offer as recorded then (RULES §5.6).</summary>
/// <param name="Subs">The five sub ids, for the order that follows; null = none.</param>
/// <param name="IsHeld">An order that it decides waits for staff.</param>
public sealed record RecordedClick(long Id, int? AdvertiserId, int? OfferId, int? PartnerId, string? CouponCode, IReadOnlyList<string?>? Subs = null, bool IsHeld = false)
{
    public DateTime Time => EventKey.TimeOf(Id);
}

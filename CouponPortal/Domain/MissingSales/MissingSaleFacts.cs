using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Conversions;

namespace CouponPortal.Domain.MissingSales;

/// <summary>All that a question is answered from. Whoever gathers it may bring too much: what the partner must not learn is left out here.</summary>
/// <param name="PartnerName">As the asking partner is called.</param>
/// <param name="Orders">Stored orders of the shop that may be meant, whoever is credited.</param>
/// <param name="Hits">Requests of the shop that were refused or are held, and carry the order number together with the code.</param>
/// <param name="CodeFault">What kept the asked code from counting on the asked day (today without a day); None = nothing.</param>
public sealed record MissingSaleFacts(
    int PartnerId,
    string PartnerName,
    Func<int, string> OfferName,
    TimeZoneInfo Zone,
    IReadOnlyList<MissingSaleOrder> Orders,
    IReadOnlyList<MissingSaleHit> Hits,
    TraceReason CodeFault = TraceReason.None);

/// <summary>A stored order with its decision.</summary>
/// <param name="CodeDays">The days that the asked code ran for by its terms at the order time, both included; null = its terms are not known then.</param>
public sealed record MissingSaleOrder(Conversion Row, IReadOnlyList<TraceLine> Trace, IReadOnlyList<Assist> Assists, (DateOnly? First, DateOnly? Last)? CodeDays = null);

/// <summary>A request that became no order.</summary>
public sealed record MissingSaleHit(long Id, HitVerdict Verdict, string? Reason);

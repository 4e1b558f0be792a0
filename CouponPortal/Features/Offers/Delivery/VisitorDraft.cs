using CouponPortal.Domain;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Delivery;

namespace CouponPortal.Features.Offers.Delivery;

/// <summary>A visitor who is made up to try rules with; what is empty is not known.</summary>
public sealed class VisitorDraft
{
    /// <summary>By fact, as typed.</summary>
    public Dictionary<TargetFact, string> Facts { get; } = Enum.GetValues<TargetFact>().Where(f => f != TargetFact.Hours).ToDictionary(f => f, _ => "");

    /// <summary>By the clock of the zone of the rules; null = now.</summary>
    public DateTime? At { get; set; }

    /// <param name="zone">IANA name, whose clock <see cref="At"/> is of.</param>
    /// <param name="errors">Gets <c>visitor.country</c> and so on.</param>
    public Visit Visit(string zone, DateTime utcNow, FieldErrors errors)
    {
        foreach (var (fact, typed) in Facts.Where(f => f.Value.Trim().Length > 0 && TargetingFields.Normal(f.Value, f.Key) is null))
        {
            errors.Add($"visitor.{SnakeCase.Of(fact)}", $"“{Excerpt.Of(typed, 60)}” is nothing that this fact can be.");
        }

        return new Visit
        {
            Now = TimeOf(zone, utcNow),
            Country = Value(TargetFact.Country),
            Region = Value(TargetFact.Region),
            Device = Value(TargetFact.Device),
            Os = Value(TargetFact.Os),
            Browser = Value(TargetFact.Browser),
            Language = Value(TargetFact.Language),
            Referrer = Value(TargetFact.Referrer),
            IsReturning = Value(TargetFact.Visitor) switch { null => null, OfferTargeting.ReturningVisitor => true, _ => false },
        };
    }

    private string? Value(TargetFact fact) => TargetingFields.Normal(Facts[fact], fact);

    private DateTime TimeOf(string zone, DateTime utcNow)
    {
        if (At is not { } local)
        {
            return utcNow;
        }

        // An hour that the clock skips is the one after it.
        var info = LocalDays.Zone(zone);
        local = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
        return TimeZoneInfo.ConvertTimeToUtc(info.IsInvalidTime(local) ? local.AddHours(1) : local, info);
    }
}

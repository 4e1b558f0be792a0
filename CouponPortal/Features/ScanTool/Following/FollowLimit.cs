using System.Globalization;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Partners;

namespace CouponPortal.Features.ScanTool.Following;

/// <summary>Who may have redirects followed, and how often: nobody can make the portal call other servers without end.</summary>
public sealed class FollowLimit(TimeProvider time)
{
    /// <summary>For each person, and for all keys of an advertiser together.</summary>
    public const int PerHour = 120;

    private readonly HourlyLimit _taken = new(PerHour);

    /// <summary>Counts a chain that is about to be followed.</summary>
    /// <returns>Null when it may be.</returns>
    public Outcome<T>? Refusal<T>(Actor actor)
    {
        if (!actor.ManagesSome)
        {
            return new Outcome<T>.Forbidden("Real redirects are followed for managers. You may scan links without.");
        }

        return _taken.Take(actor.UserId ?? -(actor.AdvertiserIds.FirstOrDefault() + 1), time.GetUtcNow().UtcDateTime) is { } again
            ? new Outcome<T>.Conflict("too_many_requests", string.Create(CultureInfo.InvariantCulture, $"{PerHour} chains an hour can be followed. Go on from {again:HH:mm} UTC."))
            : null;
    }
}

using System.Globalization;
using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Partners;

namespace CouponPortal.Features.Partners.Postbacks;

/// <summary>How much a partner may make the portal send to addresses of its choice: nobody can use it to flood another server.</summary>
public sealed class PostbackLimits
{
    /// <summary>Tests and repeated messages an hour.</summary>
    public const int PerHour = 20;

    /// <summary>Postbacks of one partner.</summary>
    public const int Most = 20;

    private readonly HourlyLimit _sent = new(PerHour);

    /// <summary>Counts a message that a partner asks for; staff are not counted.</summary>
    /// <returns>Null when it may be sent.</returns>
    public Outcome<T>? Refusal<T>(Actor actor, DateTime utcNow) => actor.Self() is { } me && _sent.Take(me, utcNow) is { } again
        ? new Outcome<T>.Conflict("too_many_requests", string.Create(CultureInfo.InvariantCulture, $"{PerHour} messages an hour can be sent by hand. Go on from {again:HH:mm} UTC."))
        : null;
}

using CouponPortal.Components.Controls;
using CouponPortal.Domain.Accounts;

namespace CouponPortal.Features.Accounts;

/// <summary>Roles, as people call them.</summary>
public static class RoleWords
{
    public static string Of(Role role) => role switch
    {
        Role.NetworkAdmin => "Network admin",
        Role.AdvertiserManager => "Manager",
        Role.AdvertiserViewer => "Read-only",
        Role.Partner => "Partner",
    };

    /// <summary>What it may do, in a sentence.</summary>
    public static string Hint(Role role) => role switch
    {
        Role.NetworkAdmin => "Sees and changes everything, and grants permissions.",
        Role.AdvertiserManager => "Changes coupons, offers, approvals and settings of the advertisers below, and invites their staff.",
        Role.AdvertiserViewer => "Reads what the advertisers below have, and changes nothing.",
        Role.Partner => "Sees the partner's own codes, clicks, orders and payouts.",
    };

    public static Tone Tone(Role role) => role switch
    {
        Role.NetworkAdmin => Components.Controls.Tone.Accent,
        Role.AdvertiserManager => Components.Controls.Tone.Info,
        Role.AdvertiserViewer or Role.Partner => Components.Controls.Tone.Neutral,
    };

    /// <summary>What an actor may give to somebody.</summary>
    public static IReadOnlyList<Role> GivenBy(Actor actor) =>
        actor.IsNetworkAdmin ? Enum.GetValues<Role>() : [Role.AdvertiserManager, Role.AdvertiserViewer];
}

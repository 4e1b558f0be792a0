using System.Security.Claims;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using Microsoft.AspNetCore.Components.Authorization;

namespace CouponPortal.Components.Controls;

/// <summary>How the reader likes times and numbers, from the session's own claims. Reports stay in the advertiser's zone: days and sums are cut by it.</summary>
/// <param name="Zone">IANA name.</param>
public sealed record PersonalFormats(string Zone, FormatStyle Style)
{
    public const string ZoneClaim = "portal_zone";
    public const string StyleClaim = "portal_formats";
    public const string ShortcutsOffClaim = "portal_shortcuts_off";

    public static PersonalFormats Default { get; } = new("UTC", FormatStyle.English);

    public static PersonalFormats Of(ClaimsPrincipal person) => new(
        person.FindFirst(ZoneClaim)?.Value ?? "UTC",
        SnakeCase.TryParse<FormatStyle>(person.FindFirst(StyleClaim)?.Value, out var style) ? style : FormatStyle.English);

    /// <summary>What is known at once: in a circuit the task is done long before.</summary>
    public static PersonalFormats Of(Task<AuthenticationState>? state) => state is { IsCompletedSuccessfully: true } ? Of(state.Result.User) : Default;
}

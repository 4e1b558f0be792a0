using System.Reflection;
using System.Security.Claims;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using Microsoft.AspNetCore.Components;

namespace CouponPortal.Components.Layout;

/// <summary>Whom a page is for.</summary>
public enum Audience
{
    Staff,
    Partners,
    Everyone,
}

/// <summary>
/// Which pages exist for whom: to anybody else a page is as one that is not there. What is on a page is decided by the queries and not here. By the page's
/// address, so that a new page is staff's until its address says otherwise.
/// </summary>
internal static class Audiences
{
    /// <summary>Claim type of the role, for what is shown alone.</summary>
    public const string RoleClaim = "portal_role";

    public static Audience Of(Type page)
    {
        var audiences = page.GetCustomAttributes<RouteAttribute>(inherit: false).Select(r => Of(r.Template)).Distinct().ToList();
        return audiences is [var one] ? one : Audience.Staff;
    }

    public static bool IsPartner(ClaimsPrincipal person) => person.HasClaim(RoleClaim, SnakeCase.Of(Role.Partner));

    /// <summary>Whether the page exists for this person.</summary>
    public static bool Admits(Type page, bool isPartner) => Of(page) switch
    {
        Audience.Everyone => true,
        Audience.Partners => isPartner,
        Audience.Staff => !isPartner,
    };

    // "account" is a person's own: signing in and out, password, settings. The page for unknown addresses is everybody's.
    private static Audience Of(string template) => template.TrimStart('/').Split('/')[0].ToLowerInvariant() switch
    {
        "partner" or "why" => Audience.Partners,
        "account" or "{*path}" => Audience.Everyone,
        _ => Audience.Staff,
    };
}

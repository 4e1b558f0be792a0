using CouponPortal.Data.Identity;
using CouponPortal.Domain.Accounts;
using Microsoft.AspNetCore.Identity;

namespace CouponPortal.Hosting.Demo;

/// <summary>One person of each role, all with the one password that is printed.</summary>
internal static class DemoPeople
{
    public const string Password = "show-me-coupons";

    public static readonly (string Email, string Who)[] All =
    [
        ("admin@demo.example", "network admin"),
        ("staff@demo.example", "manager of Northwind Outdoor"),
        ("viewer@demo.example", "reads Northwind Outdoor"),
        ("partner@demo.example", "partner Alpine Anna"),
    ];

    public static async Task AddAsync(IServiceProvider services, DemoCatalog network)
    {
        var users = services.GetRequiredService<UserManager<PortalUser>>();
        await AddAsync(users, All[0].Email, Role.NetworkAdmin);
        await AddAsync(users, All[1].Email, Role.AdvertiserManager, advertiserId: network.Northwind.Id);
        await AddAsync(users, All[2].Email, Role.AdvertiserViewer, advertiserId: network.Northwind.Id);
        await AddAsync(users, All[3].Email, Role.Partner, partnerId: network.Partners["Alpine Anna"].Id);
    }

    /// <summary>Where to look first, on the console and not in the log: a log may be kept and sent elsewhere.</summary>
    public static string Announcement(string url)
    {
        var lines = All.Select(p => $"    {p.Email,-22} {p.Who}");
        return $"""

              CouponPortal with a demo network: {url}
              Sign in with the password {Password} as
            {string.Join(Environment.NewLine, lines)}

            """;
    }

    private static async Task AddAsync(UserManager<PortalUser> users, string email, Role role, int? advertiserId = null, int? partnerId = null)
    {
        var user = new PortalUser { UserName = email, Email = email, EmailConfirmed = true, LockoutEnabled = true, Role = role, PartnerId = partnerId };
        if (advertiserId is { } id)
        {
            user.Advertisers.Add(new UserAdvertiser { AdvertiserId = id });
        }

        var result = await users.CreateAsync(user, Password);
        if (!result.Succeeded)
        {
            throw new InvalidOperationException($"{email}: {string.Join(' ', result.Errors.Select(e => e.Description))}");
        }
    }
}

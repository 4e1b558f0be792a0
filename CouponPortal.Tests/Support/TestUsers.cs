using CouponPortal.Data.Identity;
using CouponPortal.Domain.Accounts;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace CouponPortal.Tests.Support;

/// <summary>People of a <see cref="PortalHost"/> in their browsers, signed in.</summary>
internal static class TestUsers
{
    /// <summary>The network admin of the first start.</summary>
    public static async Task<HttpClient> SignedInAsync(this PortalHost host)
    {
        var visitor = host.Visitor();
        (await visitor.SignInAsync(PortalHost.AdminEmail, PortalHost.AdminPassword)).Dispose();
        return visitor;
    }

    /// <summary>A partner's own user, made for this.</summary>
    public static async Task<HttpClient> PartnerSignedInAsync(this PortalHost host, int partnerId)
    {
        var email = $"user-{partnerId}@partner.example";
        await using (var scope = host.Services.CreateAsyncScope())
        {
            var user = new PortalUser { UserName = email, Email = email, Role = Role.Partner, PartnerId = partnerId };
            Assert.True((await scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>().CreateAsync(user, PortalHost.AdminPassword)).Succeeded);
        }

        var visitor = host.Visitor();
        (await visitor.SignInAsync(email, PortalHost.AdminPassword)).Dispose();
        return visitor;
    }
}

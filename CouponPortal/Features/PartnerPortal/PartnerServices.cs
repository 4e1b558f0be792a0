using CouponPortal.Components.Layout;
using CouponPortal.Features.PartnerPortal.Shell;

namespace CouponPortal.Features.PartnerPortal;

/// <summary>The partner portal's queries and use cases.</summary>
internal static class PartnerServices
{
    public static void AddPartnerPortal(this IServiceCollection services)
    {
        services.AddSingleton(new Shells(Partner: typeof(PartnerLayout)));
        services.AddSingleton<PartnerMenu>().AddSingleton<PartnerHome>();
    }
}

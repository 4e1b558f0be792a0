using CouponPortal.Components.Layout;
using CouponPortal.Features.PartnerPortal.Codes;
using CouponPortal.Features.PartnerPortal.Offers;
using CouponPortal.Features.PartnerPortal.Requests;
using CouponPortal.Features.PartnerPortal.Shell;

namespace CouponPortal.Features.PartnerPortal;

/// <summary>The partner portal's queries and use cases.</summary>
internal static class PartnerServices
{
    public static void AddPartnerPortal(this IServiceCollection services)
    {
        services.AddSingleton(new Shells(Partner: typeof(PartnerLayout)));
        services.AddSingleton<PartnerMenu>().AddSingleton<PartnerHome>().AddSingleton<PartnerCodes>().AddSingleton<CodeWorks>();
        services.AddSingleton<PartnerOffers>().AddSingleton<ApplyToOffer>().AddSingleton<PartnerRequests>().AddSingleton<RequestCode>();
        services.AddPartnerMoney();
    }
}

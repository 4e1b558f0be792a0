using CouponPortal.Features.PartnerPortal.MissingSale;

namespace CouponPortal.Features.PartnerPortal;

/// <summary>What a partner reads of its clicks, orders and earnings, and where it asks for more.</summary>
internal static class MoneyServices
{
    public static IServiceCollection AddPartnerMoney(this IServiceCollection services) => services
        .AddSingleton<OwnShops>().AddSingleton<MissingSaleLookup>().AddSingleton<AskMissingSale>().AddSingleton<OwnCases>();
}

using CouponPortal.Features.PartnerPortal.Clicks;
using CouponPortal.Features.PartnerPortal.Conversions;
using CouponPortal.Features.PartnerPortal.MissingSale;
using CouponPortal.Features.PartnerPortal.Payouts;
using CouponPortal.Features.Views;

namespace CouponPortal.Features.PartnerPortal;

/// <summary>What a partner reads of its clicks, orders and earnings, and where it asks for more.</summary>
internal static class MoneyServices
{
    public static IServiceCollection AddPartnerMoney(this IServiceCollection services) => services
        .AddSingleton<OwnShops>().AddSingleton<MissingSaleLookup>().AddSingleton<AskMissingSale>().AddSingleton<OwnCases>()
        .AddSingleton<OwnClicks>().AddSingleton<OwnConversions>().AddSingleton<OwnPayouts>().AddSingleton<PartnerWhy>()
        .AddSingleton<IExportSource, OwnClickExport>().AddSingleton<IExportSource, OwnConversionExport>().AddSingleton<IExportSource, OwnPayoutExport>();
}

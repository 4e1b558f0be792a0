using CouponPortal.Features.Integrations.Feeds;
using CouponPortal.Features.Integrations.OrderFiles;

namespace CouponPortal.Features.Integrations;

internal static class IntegrationServices
{
    public static void AddIntegrations(this IServiceCollection services) => services.AddSingleton<ConnectionList>().AddSingleton<SaveConnection>().AddSingleton<DoorHealth>()
        .AddSingleton<OrderFileList>().AddSingleton<UploadOrderFile>().AddSingleton<ApplyOrderFile>()
        .AddSingleton<FeedList>().AddSingleton<SaveFeed>();
}

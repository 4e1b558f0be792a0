using CouponPortal.Features.Inbox.Codes;
using CouponPortal.Features.Inbox.Replay;

namespace CouponPortal.Features.Inbox;

/// <summary>The slice's services: stateless, each operation opens its own context.</summary>
public static class InboxServices
{
    public static IServiceCollection AddInbox(this IServiceCollection services) => services
        .AddSingleton<HitList>().AddSingleton<ReplayHit>().AddSingleton<ReplayCause>().AddSingleton<CodeGroups>().AddSingleton<Reattribute>();
}

using CouponPortal.Data;
using CouponPortal.Features.Advertisers;
using CouponPortal.Tests.Support;

namespace CouponPortal.Tests.Features.Advertisers;

/// <summary>The use cases of advertisers over a test's store.</summary>
internal static class Writers
{
    public static PortalAddress Portal { get; } = new(new Uri("https://portal.example"), []);

    public static SaveAdvertiser SaveAdvertiser(TestStore store) => new(store.Database, Portal, store.Time);
}

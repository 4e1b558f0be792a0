using CouponPortal.Data;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Tests.Support;

/// <summary>A store that cannot be reached for as long as <paramref name="fails"/> says so.</summary>
public sealed class FailingContexts(Database inner, Func<bool> fails) : IDbContextFactory<PortalDbContext>
{
    public PortalDbContext CreateDbContext() => fails() ? throw new IOException("The store is down.") : inner.CreateDbContext();
}

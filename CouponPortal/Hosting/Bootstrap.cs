using CouponPortal.Data;
using CouponPortal.Data.Identity;
using CouponPortal.Domain.Accounts;
using CouponPortal.Features.Accounts;
using Microsoft.EntityFrameworkCore;

namespace CouponPortal.Hosting;

/// <summary>First start: the first admin and the first API key, from settings or by a link in the log.</summary>
internal static class Bootstrap
{
    public const string KeyName = "bootstrap";

    public static async Task BootstrapAsync(this WebApplication app)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var settings = scope.ServiceProvider.GetRequiredService<PortalSettings>();
        if (settings.ApiKey is { } key)
        {
            await EnsureKeyAsync(scope.ServiceProvider, key);
        }

        var first = scope.ServiceProvider.GetRequiredService<FirstAdmin>();
        if (!await first.IsMissingAsync())
        {
            return;
        }

        if (settings is { AdminEmail: { } email, AdminPassword: { } password })
        {
            if (await first.CreateAsync(email, password) is { Any: true } errors)
            {
                throw new InvalidSettingsException([.. errors.ByField.SelectMany(e => e.Value).Select(e => "Bootstrap:AdminEmail, Bootstrap:AdminPassword: " + e)]);
            }
        }
        else
        {
            await AnnounceSetUpAsync(app, first, settings);
        }
    }

    private static async Task EnsureKeyAsync(IServiceProvider services, string token)
    {
        await using var db = services.GetRequiredService<Database>().CreateDbContext();
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime;
        var key = await db.ApiKeys.SingleOrDefaultAsync(k => k.Name == KeyName);
        if (key is null)
        {
            key = new ApiKey { Name = KeyName, CreatedAt = now };
            db.ApiKeys.Add(key);
        }

        // A changed setting replaces the key: that is how it is rotated.
        key.Hash = Actors.HashOf(token);
        key.Prefix = token[..6];
        key.Scope = Role.NetworkAdmin;
        key.CanWrite = true;
        await db.SaveChangesAsync();
    }

    private static async Task AnnounceSetUpAsync(WebApplication app, FirstAdmin first, PortalSettings settings)
    {
        var link = $"{AccountPaths.SetUp}?token={await first.TokenAsync()}";
        app.Lifetime.ApplicationStarted.Register(() => app.Logger.LogWarning(
            "There is no network admin yet. Open this link once to make the first one: {Link}",
            (settings.PublicUrl?.ToString() ?? app.Urls.FirstOrDefault() ?? "").TrimEnd('/') + link));
    }
}

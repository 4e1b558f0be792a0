using CouponPortal.Data;
using CouponPortal.Data.Identity;
using CouponPortal.Domain.Accounts;
using CouponPortal.Features.Accounts;
using CouponPortal.Hosting.Demo;
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
        if (settings is { AdminEmail: { } email, AdminPassword: { } password } && await first.IsMissingAsync()
            && await first.CreateAsync(email, password) is { Any: true } errors)
        {
            throw new InvalidSettingsException([.. errors.ByField.SelectMany(e => e.Value).Select(e => "Bootstrap:AdminEmail, Bootstrap:AdminPassword: " + e)]);
        }
    }

    /// <summary>In Development an empty database gets the demo network; Production starts empty.</summary>
    public static async Task AddDemoAsync(this WebApplication app)
    {
        if (app.Services.GetRequiredService<PortalSettings>().Demo)
        {
            await ActivatorUtilities.CreateInstance<DemoNetwork>(app.Services).SeedAsync(app.Lifetime.ApplicationStopping);
        }
    }

    /// <summary>Once it listens: where to sign in, or how to make the first admin.</summary>
    public static async Task AnnounceAsync(this WebApplication app)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var first = scope.ServiceProvider.GetRequiredService<FirstAdmin>();
        var setUp = await first.IsMissingAsync() ? $"{AccountPaths.SetUp}?token={await first.TokenAsync()}" : null;
        var demo = await scope.ServiceProvider.GetRequiredService<PortalDbContext>().Users.AnyAsync(u => u.Email == DemoPeople.All[0].Email, app.Lifetime.ApplicationStopping);
        var settings = scope.ServiceProvider.GetRequiredService<PortalSettings>();
        app.Lifetime.ApplicationStarted.Register(() =>
        {
            var url = (settings.PublicUrl?.ToString() ?? app.Urls.FirstOrDefault() ?? "").TrimEnd('/');
            if (setUp is not null)
            {
                // To the operator's screen and past the log, which may be sent elsewhere: whoever has the link becomes the admin.
                Console.WriteLine($"There is no network admin yet. Open this link once to make the first one: {url}{setUp}");
            }
            else if (demo && settings.Demo)
            {
                Console.WriteLine(DemoPeople.Announcement(url));
            }
        });
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

        // A changed setting replaces the key: that is how it is rotated. One that was revoked stays so until then.
        var hash = Actors.HashOf(token);
        key.RevokedAt = key.Hash == hash ? key.RevokedAt : null;
        key.Hash = hash;
        key.Prefix = token[..6];
        key.Scope = Role.NetworkAdmin;
        key.CanWrite = true;
        await db.SaveChangesAsync();
    }
}

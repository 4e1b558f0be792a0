using System.Collections.Concurrent;
using System.Security.Claims;
using Microsoft.AspNetCore.Http.Features;

namespace CouponPortal.Hosting;

/// <summary>
/// Each open page holds memory here. One person, and one address, may hold so many sockets at a time; the browser's next try gets 429, and its page stays as it was
/// prerendered. Only signed-in people come this far.
/// </summary>
internal static class CircuitLimit
{
    public static void UseCircuitLimit(this WebApplication app)
    {
        var settings = app.Services.GetRequiredService<PortalSettings>();
        var (users, addresses) = (new Held(settings.CircuitsPerUser), new Held(settings.CircuitsPerAddress));
        app.Use(async (http, next) =>
        {
            if (!IsSocket(http) || !http.Request.Path.StartsWithSegments("/_blazor", StringComparison.OrdinalIgnoreCase))
            {
                await next(http);
                return;
            }

            var (user, address) = (http.User.FindFirstValue(ClaimTypes.NameIdentifier) ?? "", http.Connection.RemoteIpAddress?.ToString() ?? "");
            using var ofUser = users.Take(user);
            using var ofAddress = ofUser is null ? null : addresses.Take(address);
            if (ofAddress is null)
            {
                http.Response.StatusCode = StatusCodes.Status429TooManyRequests;
                await http.Response.WriteAsync("Too many pages of the portal are open. Close some and reload.", http.RequestAborted);
                return;
            }

            await next(http);
        });
    }

    // The framework's own answer to this comes with its endpoint, which is after this.
    private static bool IsSocket(HttpContext http) =>
        http.Request.Headers.Upgrade.ToString().Contains("websocket", StringComparison.OrdinalIgnoreCase) || http.Features.Get<IHttpExtendedConnectFeature>()?.IsExtendedConnect == true;

    private sealed class Held(int most)
    {
        private readonly ConcurrentDictionary<string, int> _counts = new(StringComparer.Ordinal);

        /// <returns>Gives the place back when disposed; null when there is none.</returns>
        public Place? Take(string who)
        {
            if (_counts.AddOrUpdate(who, 1, (_, count) => count + 1) <= most)
            {
                return new Place(() => GiveBack(who));
            }

            GiveBack(who);
            return null;
        }

        private void GiveBack(string who)
        {
            // Nobody is remembered who holds nothing; an entry that was taken again meanwhile stays.
            _counts.AddOrUpdate(who, 0, (_, count) => count - 1);
            _counts.TryRemove(KeyValuePair.Create(who, 0));
        }
    }

    private sealed class Place(Action giveBack) : IDisposable
    {
        public void Dispose() => giveBack();
    }
}

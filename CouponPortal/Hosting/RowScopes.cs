using System.Globalization;
using System.Security.Claims;
using CouponPortal.Data;
using CouponPortal.Data.RowSecurity;

namespace CouponPortal.Hosting;

/// <summary>Puts each signed-in person's requests under that person's row rules, and with the request of its socket the whole circuit.</summary>
internal static class RowScopes
{
    public static void UseRowScopes(this WebApplication app)
    {
        if (app.Services.GetRequiredService<Database>().RowSecurity)
        {
            app.Use(async (http, next) =>
            {
                using var scope = http.User.Identity?.IsAuthenticated == true && int.TryParse(http.User.FindFirstValue(ClaimTypes.NameIdentifier), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                    ? RowScope.OfUser(id)
                    : null;
                await next(http);
            });
        }
    }
}

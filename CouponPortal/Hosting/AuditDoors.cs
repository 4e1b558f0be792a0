using System.Globalization;
using System.Security.Claims;
using CouponPortal.Data.Audit;
using CouponPortal.Domain.Privacy;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;

namespace CouponPortal.Hosting;

/// <summary>Notes at the portal's doors who comes in, for the audit log. The API notes its key itself.</summary>
internal static class AuditDoors
{
    /// <summary>For pages that are rendered once, uploads, downloads and forms; circuits have <see cref="AuditCircuit"/>.</summary>
    public static void UseAuditOrigin(this WebApplication app) => app.Use(async (http, next) =>
    {
        using (AuditOrigin.Begin(Of(http.User, AddressPrefix.Of(http.Connection.RemoteIpAddress))))
        {
            await next(http);
        }
    });

    public static AuditOrigin Of(ClaimsPrincipal person, string address) => new(
        person.Identity is { IsAuthenticated: true, Name: { Length: > 0 } name } ? name : AuditOrigin.Nobody,
        AuditDoor.Page,
        address,
        int.TryParse(person.FindFirstValue(ClaimTypes.NameIdentifier), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null);
}

/// <summary>The same for everything that a person does in a circuit.</summary>
internal sealed class AuditCircuit(AuthenticationStateProvider authentication) : CircuitHandler
{
    // Made within the request that opens the circuit.
    private readonly string _address = AuditOrigin.Current.Address;

    public override Func<CircuitInboundActivityContext, Task> CreateInboundActivityHandler(Func<CircuitInboundActivityContext, Task> next) => async context =>
    {
        var state = await authentication.GetAuthenticationStateAsync();
        using (AuditOrigin.Begin(AuditDoors.Of(state.User, _address)))
        {
            await next(context);
        }
    };
}

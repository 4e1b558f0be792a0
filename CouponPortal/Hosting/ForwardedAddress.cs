using System.Net;
using CouponPortal.Domain.Delivery.Screening;

namespace CouponPortal.Hosting;

/// <summary>
/// From where a request comes when it passed through proxies: the last address of <c>X-Forwarded-For</c> that is not itself a trusted proxy's. Whoever is not trusted may
/// write there what it likes and keeps the address that it came by.
/// </summary>
internal static class ForwardedAddress
{
    public const string Header = "X-Forwarded-For";
    private const int MostHops = 16;

    public static void UseForwardedAddress(this WebApplication app)
    {
        if (app.Services.GetRequiredService<PortalSettings>().TrustedProxies is { IsEmpty: false } trusted)
        {
            app.Use((http, next) =>
            {
                http.Connection.RemoteIpAddress = Of(http.Connection.RemoteIpAddress, http.Request.Headers[Header].ToString(), trusted);
                return next(http);
            });
        }
    }

    /// <param name="sent">The header; several are one with commas.</param>
    internal static IPAddress? Of(IPAddress? remote, ReadOnlySpan<char> sent, AddressRanges trusted)
    {
        for (var hop = 0; hop < MostHops && !sent.IsEmpty && trusted.Has(remote); hop++)
        {
            var comma = sent.LastIndexOf(',');
            if (AddressOf(sent[(comma + 1)..].Trim()) is not { } before)
            {
                return remote;
            }

            remote = before;
            sent = comma < 0 ? default : sent[..comma];
        }

        return remote;
    }

    // Some write a port: 203.0.113.7:51234, [2001:db8::1]:51234.
    private static IPAddress? AddressOf(ReadOnlySpan<char> text) =>
        IPAddress.TryParse(text, out var address) ? address : IPEndPoint.TryParse(text, out var end) ? end.Address : null;
}

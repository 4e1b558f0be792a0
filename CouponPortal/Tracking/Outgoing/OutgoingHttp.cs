using System.Net;
using System.Net.Sockets;

namespace CouponPortal.Tracking.Outgoing;

/// <summary>
/// HTTP to addresses that other people typed in: no redirect is followed, no cookie kept, no proxy asked, and an address inside the operator's own network is refused
/// at the moment of connecting, when the name has been resolved for good (a name that answers differently the second time gains nothing).
/// </summary>
public sealed class OutgoingHttp : IDisposable
{
    /// <summary>For name, connection, request and the first bytes of the answer.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    /// <summary>For a whole file.</summary>
    public static readonly TimeSpan UploadTimeout = TimeSpan.FromMinutes(10);

    private const int ConnectionsPerHost = 4;
    private readonly bool _allowPrivate;

    /// <param name="allowPrivate">The operator's setting <c>Outgoing:AllowPrivateAddresses</c>.</param>
    public OutgoingHttp(bool allowPrivate)
    {
        _allowPrivate = allowPrivate;
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            AutomaticDecompression = DecompressionMethods.None,
            MaxConnectionsPerServer = ConnectionsPerHost,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            ConnectTimeout = Timeout,
            MaxResponseHeadersLength = 32,
            ConnectCallback = ConnectAsync,
        };
        (Client, Uploads) = (Of(handler, Timeout), Of(handler, UploadTimeout));
    }

    public HttpClient Client { get; }

    /// <summary>The same guard, with time for a file of many rows.</summary>
    public HttpClient Uploads { get; }

    /// <summary>Whether the address is reachable from the whole internet: not loopback, private, link-local, shared, reserved, multicast, or one of those in IPv6 dress.</summary>
    public static bool IsPublic(IPAddress address)
    {
        address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            return !Closed4.Any(n => n.Contains(address));
        }

        if (Embedded(address) is { } inside)
        {
            return IsPublic(inside);
        }

        return Global6.Contains(address) && !Closed6.Any(n => n.Contains(address));
    }

    public void Dispose()
    {
        Client.Dispose();
        Uploads.Dispose();
    }

    private static HttpClient Of(SocketsHttpHandler handler, TimeSpan timeout)
    {
        var client = new HttpClient(handler) { Timeout = timeout };
        client.DefaultRequestHeaders.UserAgent.ParseAdd("CouponPortal/1.0");
        return client;
    }

    private static readonly IPNetwork[] Closed4 = Array.ConvertAll(
        [
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16",
            "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        ],
        text => IPNetwork.Parse(text));

    private static readonly IPNetwork Global6 = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork[] Closed6 = Array.ConvertAll(["2001::/23", "2001:db8::/32", "3fff::/20"], text => IPNetwork.Parse(text));
    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");
    private static readonly IPNetwork SixToFour = IPNetwork.Parse("2002::/16");

    // An IPv4 address that a gateway would take out of an IPv6 one.
    private static IPAddress? Embedded(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        return Nat64.Contains(address) ? new IPAddress(bytes.AsSpan(12, 4)) : SixToFour.Contains(address) ? new IPAddress(bytes.AsSpan(2, 4)) : null;
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var host = context.DnsEndPoint.Host;
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await Dns.GetHostAddressesAsync(host, cancel);
        var allowed = _allowPrivate ? addresses : Array.FindAll(addresses, IsPublic);
        if (allowed.Length == 0)
        {
            throw new ClosedAddressException(host);
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>A name that leads into a private network, which nobody outside may make the portal call.</summary>
public sealed class ClosedAddressException(string host)
    : Exception($"{host} leads to a private or reserved address; the portal does not call those unless the operator allows it (Outgoing:AllowPrivateAddresses).");

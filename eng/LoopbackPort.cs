using System.Net;
using System.Net.Sockets;

namespace CouponPortal.Testing;

/// <summary>A TCP port of 127.0.0.1 that nobody listens on right now.</summary>
public static class LoopbackPort
{
    /// <summary>Someone else may take the port before the caller's program does: whoever starts one tries again with another.</summary>
    public static int Free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

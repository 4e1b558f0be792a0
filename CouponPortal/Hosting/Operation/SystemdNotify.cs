using System.Net.Sockets;
using System.Text;

namespace CouponPortal.Hosting.Operation;

/// <summary>Tells systemd how the process is (sd_notify(3)): a unit of Type=notify counts as started when it is ready. Anywhere else it does nothing.</summary>
internal sealed class SystemdNotify(string? socket)
{
    public SystemdNotify()
        : this(Environment.GetEnvironmentVariable("NOTIFY_SOCKET"))
    {
    }

    /// <param name="state">e.g. <c>READY=1</c>.</param>
    public void Tell(string state)
    {
        if (string.IsNullOrEmpty(socket))
        {
            return;
        }

        try
        {
            // A name that begins with @ is in the abstract name space, where a zero byte stands for it.
            var end = new UnixDomainSocketEndPoint(socket[0] == '@' ? "\0" + socket[1..] : socket);
            using var connection = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            connection.SendTo(Encoding.UTF8.GetBytes(state), end);
        }
        catch (SocketException)
        {
            // The manager went away; nobody is waiting for the news.
        }
    }
}

using System.Net;
using System.Net.Sockets;

namespace CouponPortal.Tests.Support;

/// <summary>What stands between the portal and its database in tests of a network that fails.</summary>
public enum Line
{
    /// <summary>Everything passes.</summary>
    Open,

    /// <summary>New connections are closed at once and old ones are cut: the server was stopped.</summary>
    Cut,

    /// <summary>Nothing passes and nothing is said: a cable was pulled.</summary>
    Swallowing,
}

/// <summary>A small TCP proxy on 127.0.0.1 whose line a test switches.</summary>
public sealed class TcpProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ended = new();
    private readonly List<TcpClient> _open = [];
    private readonly int _target;
    private volatile Line _line = Line.Open;
    private TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TcpProxy(int targetPort)
    {
        _target = targetPort;
        _opened.SetResult();
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Switch(Line line)
    {
        lock (_open)
        {
            _line = line;
            if (line == Line.Swallowing)
            {
                _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
                return;
            }

            _opened.TrySetResult();
            if (line == Line.Cut)
            {
                _open.ForEach(c => c.Close());
                _open.Clear();
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        _listener.Stop();
        Switch(Line.Cut);
        _listener.Dispose();
        _ended.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_ended.Token);
                _ = ServeAsync(client);
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var server = new TcpClient();
        using (client)
        {
            try
            {
                if (_line == Line.Cut)
                {
                    return;
                }

                await server.ConnectAsync(IPAddress.Loopback, _target, _ended.Token);
                lock (_open)
                {
                    _open.AddRange([client, server]);
                }

                await Task.WhenAny(PumpAsync(client, server), PumpAsync(server, client));
            }
            catch (Exception error) when (error is OperationCanceledException or SocketException or IOException or ObjectDisposedException)
            {
                // Either end is gone, and so is the other.
            }
        }
    }

    private async Task PumpAsync(TcpClient from, TcpClient to)
    {
        try
        {
            var buffer = new byte[32 * 1024];
            int read;
            while ((read = await from.GetStream().ReadAsync(buffer, _ended.Token)) > 0)
            {
                await _opened.Task.WaitAsync(_ended.Token);
                await to.GetStream().WriteAsync(buffer.AsMemory(0, read), _ended.Token);
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            // Cut.
        }
    }
}

using System.Collections.Concurrent;
using System.Net;
using CouponPortal.Testing;

namespace CouponPortal.Tests.Tracking.PartnerPostbacks;

/// <summary>A partner's system on this machine: notes what it is sent and answers as it is told.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Task _serving;
    private readonly ConcurrentQueue<Received> _received = new();

    private Receiver(int port)
    {
        Url = $"http://127.0.0.1:{port}/";
        _listener.Prefixes.Add(Url);
        _listener.Start();
        _serving = ServeAsync();
    }

    public string Url { get; }

    public int Status { get; set; } = 200;

    public IReadOnlyList<Received> All => [.. _received];

    public static Receiver Start() => new(LoopbackPort.Free());

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _serving;
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                using var body = new StreamReader(context.Request.InputStream);
                _received.Enqueue(new(context.Request.HttpMethod, context.Request.RawUrl!, await body.ReadToEndAsync(), context.Request.Headers.AllKeys.ToDictionary(k => k!, k => context.Request.Headers[k]!, StringComparer.OrdinalIgnoreCase)));
                context.Response.StatusCode = Status;
                context.Response.RedirectLocation = Status == 302 ? Url + "elsewhere" : null;
                context.Response.Close();
            }
        }
        catch (Exception error) when (error is HttpListenerException or ObjectDisposedException)
        {
            // Closed: the test is over.
        }
    }
}

internal sealed record Received(string Method, string Path, string Body, IReadOnlyDictionary<string, string> Headers);

using System.Net;
using System.Text;
using CouponPortal.Testing;

namespace CouponPortal.E2E.Support;

/// <summary>A shop on an origin of its own: whatever page a test puts there, served to the browser over HTTP.</summary>
public sealed class ShopPages : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Task _serving;
    private volatile string _html = "";

    private ShopPages(int port)
    {
        // Another host name than the portal's address: another origin, and another site.
        Origin = $"http://localhost:{port}";
        _listener.Prefixes.Add(Origin + "/");
        _listener.Start();
        _serving = ServeAsync();
    }

    public string Origin { get; }

    public static ShopPages Start() => new(LoopbackPort.Free());

    /// <summary>A page with this head; its body is empty.</summary>
    public void Show(string head) => _html = $"<!DOCTYPE html><html lang=\"en\"><head><title>Thank you</title>{head}</head><body></body></html>";

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
                var bytes = Encoding.UTF8.GetBytes(_html);
                context.Response.ContentType = "text/html; charset=utf-8";
                context.Response.ContentLength64 = bytes.Length;
                await context.Response.OutputStream.WriteAsync(bytes);
                context.Response.Close();
            }
        }
        catch (Exception error) when (error is HttpListenerException or ObjectDisposedException)
        {
            // Closed: the test is over.
        }
    }
}

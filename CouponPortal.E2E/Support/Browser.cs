using System.Collections.Concurrent;
using CouponPortal.E2E.Support;
using CouponPortal.Testing;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Browser))]

namespace CouponPortal.E2E.Support;

/// <summary>The one Chromium of this test assembly: a test class takes it as a constructor parameter and opens sessions of its own.</summary>
public sealed class Browser : IAsyncLifetime
{
    // Names and addresses other than this machine's resolve to nothing, inside the browser's network stack. Playwright's own routing
    // would miss the redirects this product is about (only the first request of a chain is routed) and switches the HTTP cache off.
    private static readonly string[] Quiet =
    [
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
        "--no-proxy-server",
        "--disable-quic",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
        "--disable-gpu",
    ];

    private IPlaywright? _playwright;
    private IBrowser? _chromium;

    public async ValueTask InitializeAsync()
    {
        // Chromium's sandbox refuses to run as root and is worth keeping for everyone else.
        string[] sandbox = Environment.IsPrivilegedProcess ? ["--no-sandbox"] : [];
        _playwright = await Playwright.CreateAsync();
        _chromium = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Prerequisites.Chromium(),
            Headless = true,
            Args = [.. Quiet, .. sandbox],
        });
    }

    /// <summary>Opens a session: cookies and storage of its own, as another person at another machine.</summary>
    /// <param name="baseUrl">What relative addresses are relative to, as a rule <see cref="PortalProcess.BaseUrl"/>.</param>
    /// <param name="width">The viewport's width in CSS pixels.</param>
    /// <param name="height">The viewport's height in CSS pixels.</param>
    /// <param name="colorScheme">What the page sees as the user's preference.</param>
    public async Task<BrowserSession> OpenAsync(Uri baseUrl, int width = 1280, int height = 800, ColorScheme colorScheme = ColorScheme.Light)
    {
        var chromium = _chromium ?? throw new InvalidOperationException("The browser has not been started.");
        return new BrowserSession(await chromium.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = baseUrl.AbsoluteUri,
            ViewportSize = new ViewportSize { Width = width, Height = height },
            ColorScheme = colorScheme,
        }));
    }

    public async ValueTask DisposeAsync()
    {
        if (_chromium is not null)
        {
            await _chromium.DisposeAsync();
        }

        _playwright?.Dispose();
    }
}

/// <summary>A browser context that notes down every address outside this machine which its pages tried to reach.</summary>
public sealed class BrowserSession : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _foreign = new();

    internal BrowserSession(IBrowserContext context)
    {
        Context = context;
        context.Request += (_, request) => Note(request.Url);
        context.Page += (_, page) => page.WebSocket += (_, socket) => Note(socket.Url);
    }

    public IBrowserContext Context { get; }

    /// <summary>Requests, redirects and web sockets to other hosts, in order; all of them failed, none left this machine.</summary>
    public IReadOnlyList<string> ForeignRequests => [.. _foreign];

    public Task<IPage> NewPageAsync() => Context.NewPageAsync();

    public ValueTask DisposeAsync() => Context.DisposeAsync();

    private void Note(string url)
    {
        // data:, blob: and about: addresses have no host and reach nothing; of schemes that nobody has some are no URI to .NET, and an exception here would end the browser of all tests.
        var reaches = url.StartsWith("http", StringComparison.OrdinalIgnoreCase) || url.StartsWith("ws", StringComparison.OrdinalIgnoreCase);
        if (reaches && !(Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Host is ("127.0.0.1" or "localhost")))
        {
            _foreign.Enqueue(url);
        }
    }
}

using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace CouponPortal.Tests.Hosting.Circuits;

/// <summary>A circuit without a browser: it says what a page's script would say, and whatever else a test wants it to.</summary>
internal sealed partial class RawCircuit : IAsyncDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly ConcurrentQueue<string> _texts = new();
    private readonly ConcurrentDictionary<(string Label, string Event), long> _handlers = new();
    private readonly CancellationTokenSource _end = new();
    private readonly string _portal;
    private Task _reading = Task.CompletedTask;
    private long _interop;
    private int _calls;

    private RawCircuit(string portal) => _portal = portal;

    /// <summary>Everything that was drawn, in order.</summary>
    public string Drawn => string.Join('\n', _texts);

    public bool IsClosed => _reading.IsCompleted;

    /// <summary>Opens a page as its browser would: the prerendered page first, then the circuit with the components that it names.</summary>
    /// <param name="visitor">Signed in, with the portal's address.</param>
    /// <param name="cookies">The visitor's, as a browser sends them.</param>
    public static async Task<RawCircuit> OpenAsync(HttpClient visitor, string cookies, string path, CancellationToken cancel)
    {
        using var page = await visitor.GetAsync(new Uri(path, UriKind.Relative), cancel);
        var html = await page.Content.ReadAsStringAsync(cancel);
        var circuit = new RawCircuit(visitor.BaseAddress!.GetLeftPart(UriPartial.Authority));
        circuit._socket.Options.SetRequestHeader("Cookie", cookies);
        circuit._socket.Options.SetRequestHeader("Origin", circuit._portal);
        await circuit._socket.ConnectAsync(new Uri(circuit._portal.Replace("http", "ws", StringComparison.Ordinal) + "/_blazor"), cancel);
        await circuit._socket.SendAsync(Encoding.UTF8.GetBytes("{\"protocol\":\"blazorpack\",\"version\":1}\x1e"), WebSocketMessageType.Binary, endOfMessage: true, cancel);
        circuit._reading = Task.Run(circuit.ReadAsync, cancel);
        await circuit.InvokeAsync("StartCircuit", circuit._portal + "/", circuit._portal + path, "[]", State().Match(html).Groups["state"].Value);
        var markers = Marker().Matches(html).Select(m => m.Groups["marker"].Value).Where(m => m.Contains("\"descriptor\"", StringComparison.Ordinal)).ToList();
        var operations = markers.Select((m, i) => $"{{\"type\":\"add\",\"ssrComponentId\":{i + 1},\"marker\":{m}}}");
        await circuit.InvokeAsync("UpdateRootComponents", $"{{\"batchId\":1,\"operations\":[{string.Join(',', operations)}]}}", "");
        return circuit;
    }

    /// <summary>Whether the page answers clicks.</summary>
    public bool IsLive => _interop > 0 && _texts.Contains("yes");

    public Task NavigateAsync(string path) => InvokeAsync("OnLocationChanged", _portal + path, null, true);

    /// <summary>Whether a button of this text was drawn.</summary>
    public bool Has(string label, string kind = "onclick") => _handlers.ContainsKey((label, kind));

    /// <summary>The event of a button that was drawn at any time, whether it still is or not.</summary>
    public Task ClickAsync(string label) => DispatchAsync(_handlers[(label, "onclick")], "click", "{\"type\":\"click\",\"detail\":1,\"button\":0,\"buttons\":0}");

    public Task SubmitAsync(string label) => DispatchAsync(_handlers[(label, "onsubmit")], "submit", "{}");

    public Task DispatchAsync(long handler, string name, string argument) => InvokeAsync(
        "BeginInvokeDotNetFromJS", $"{++_calls}", null, "DispatchEventAsync", _interop, $"[{{\"eventHandlerId\":{handler},\"eventName\":\"{name}\",\"eventFieldInfo\":null}},{argument}]");

    public Task InvokeAsync(string target, params object?[] arguments) => SendAsync(BlazorPack.Invocation(null, target, arguments));

    public async Task SendAsync(byte[] message)
    {
        await _sending.WaitAsync();
        try
        {
            await _socket.SendAsync(message, WebSocketMessageType.Binary, endOfMessage: true, _end.Token);
        }
        finally
        {
            _sending.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _socket.Abort();
        await _reading;
        _socket.Dispose();
        _end.Dispose();
        _sending.Dispose();
    }

    private async Task ReadAsync()
    {
        var (waiting, buffer, handshaken) = (new List<byte>(), new byte[64 * 1024], false);
        try
        {
            while (true)
            {
                var received = await _socket.ReceiveAsync(buffer, _end.Token);
                if (received.MessageType == WebSocketMessageType.Close)
                {
                    return;
                }

                waiting.AddRange(buffer[..received.Count]);
                if (!handshaken && waiting.IndexOf(0x1E) is >= 0 and var end)
                {
                    waiting.RemoveRange(0, end + 1);
                    handshaken = true;
                }

                foreach (var message in handshaken ? BlazorPack.Take(waiting) : [])
                {
                    if (message is [7L, ..])
                    {
                        return;
                    }

                    if (message is [1L, _, _, string target, object?[] arguments, ..])
                    {
                        await HearAsync(target, arguments);
                    }
                }
            }
        }
        catch (Exception error) when (error is WebSocketException or OperationCanceledException)
        {
            // Closed, by either side.
        }
    }

    private async Task HearAsync(string target, object?[] arguments)
    {
        if (target == "JS.RenderBatch")
        {
            var drawn = new RenderedBatch((byte[])arguments[1]!);
            foreach (var text in drawn.Texts)
            {
                _texts.Enqueue(text);
            }

            foreach (var (label, name, id) in drawn.Handlers)
            {
                _handlers[(label, name)] = id;
            }

            await InvokeAsync("OnRenderCompleted", arguments[0], null);
        }
        else if (target == "JS.BeginInvokeJS")
        {
            if (arguments is [_, "Blazor._internal.attachWebRendererInterop", string json, ..])
            {
                _interop = JsonDocument.Parse(json).RootElement[1].GetProperty("__dotNetObject").GetInt64();
            }

            var result = arguments[1] switch
            {
                "import" => "{\"__jsObjectId\":1}",
                "copyText" => "true",
                "prefersDark" => "false",
                _ => "null",
            };
            await InvokeAsync("EndInvokeJSFromDotNet", arguments[0], true, $"[{arguments[0]},true,{result}]");
        }
    }

    [GeneratedRegex("<!--Blazor:(?<marker>\\{.*?\\})-->", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Marker();

    [GeneratedRegex("<!--Blazor-Server-Component-State:(?<state>[^>]*?)-->", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex State();
}

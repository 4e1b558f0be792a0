using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using CouponPortal.Bench.Report;
using CouponPortal.Bench.Servers;
using CouponPortal.Tests.Hosting.Circuits;
using CouponPortal.Tests.Support;

namespace CouponPortal.Bench.Pages;

/// <summary>What a person waits for and what an open page holds: the demo network's pages as prerendered, over the wire, and many people on the coupon list.</summary>
internal static class PageCase
{
    private const int People = 200;
    private const string Email = "admin@demo.example";
    private const string Password = "show-me-coupons";
    private const int Warm = 5;
    private const int Times = 20;

    private static readonly string[] Paths =
        ["/account/sign-in", "/", "/coupons", "/conversions", "/clicks", "/offers", "/reports/partners", "/reports/coupons", "/reports/attribution", "/reports/analytics", "/inbox"];

    private static readonly Dictionary<string, string> Settings = new(StringComparer.Ordinal)
    {
        ["ASPNETCORE_ENVIRONMENT"] = "Development",
        ["Demo__Enabled"] = "true",
        ["Circuits__PerUser"] = "1000",
        ["Logging__LogLevel__Default"] = "Warning",
    };

    public static async Task<string> RunAsync(BenchOptions options, CancellationToken cancel)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:yyyy-MM-dd}, commit {Machine.Commit()}, {Machine.Description()}. Load average before the start: {Machine.Load()}.").AppendLine();
        using var product = await Product.StartAsync("product", Settings, cancel);
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer(), AutomaticDecompression = DecompressionMethods.None };
        using var visitor = new HttpClient(handler) { BaseAddress = new Uri($"http://127.0.0.1:{product.Port}") };
        visitor.DefaultRequestHeaders.AcceptEncoding.ParseAdd("br, gzip");
        text.AppendLine("| page, as prerendered | first byte ms | whole ms | KB on the wire | KB of HTML |").AppendLine("| --- | ---: | ---: | ---: | ---: |");
        await AddPageAsync(visitor, Paths[0], text, cancel);
        visitor.DefaultRequestHeaders.AcceptEncoding.Clear();
        using (var signedIn = await visitor.SignInAsync(Email, Password))
        {
            if (signedIn.StatusCode != HttpStatusCode.Found)
            {
                throw new InvalidOperationException($"Signing in was answered {(int)signedIn.StatusCode}.");
            }
        }

        foreach (var path in Paths[1..])
        {
            await AddPageAsync(visitor, path, text, cancel);
        }

        await AddPeopleAsync(product, visitor, handler.CookieContainer.GetCookieHeader(visitor.BaseAddress), text, cancel);
        return text.ToString();
    }

    private static async Task AddPageAsync(HttpClient visitor, string path, StringBuilder text, CancellationToken cancel)
    {
        var (first, whole, wire, html) = (new List<double>(), new List<double>(), 0L, 0L);
        for (var i = 0; i < Warm + Times; i++)
        {
            foreach (var encoding in (string[])["br", "identity"])
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
                request.Headers.AcceptEncoding.ParseAdd(encoding);
                var watch = Stopwatch.StartNew();
                using var answer = await visitor.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
                if (answer.StatusCode != HttpStatusCode.OK)
                {
                    throw new InvalidOperationException($"{path} was answered {(int)answer.StatusCode}.");
                }

                await using var body = await answer.Content.ReadAsStreamAsync(cancel);
                var buffer = new byte[64 * 1024];
                var length = (long)await body.ReadAsync(buffer, cancel);
                var begun = watch.Elapsed.TotalMilliseconds;
                for (int read; (read = await body.ReadAsync(buffer, cancel)) > 0; length += read)
                {
                }

                (wire, html) = encoding == "br" ? (length, html) : (wire, length);
                if (i >= Warm && encoding == "br")
                {
                    first.Add(begun);
                    whole.Add(watch.Elapsed.TotalMilliseconds);
                }
            }
        }

        var (mine, all) = (Spread.Of(first), Spread.Of(whole));
        text.AppendLine(CultureInfo.InvariantCulture, $"| `{path}` | {mine.Median:F1} ({mine.Min:F1}–{mine.Max:F1}) | {all.Median:F1} ({all.Min:F1}–{all.Max:F1}) | {wire / 1024.0:F1} | {html / 1024.0:F1} |");
        await Console.Error.WriteLineAsync($"{path}: {mine.Median:F1} ms, {wire / 1024.0:F1} KB");
    }

    private static async Task AddPeopleAsync(ServerProcess product, HttpClient visitor, string cookies, StringBuilder text, CancellationToken cancel)
    {
        var circuits = new List<RawCircuit>();
        try
        {
            // The first ones compile what all others run.
            await OpenAsync(20);
            var (before, busy) = (product.Memory.Now, product.ProcessorTime);
            var watch = Stopwatch.StartNew();
            await OpenAsync(People);
            var (each, opened) = ((product.Memory.Now - before) / (double)People, watch.Elapsed);
            text.AppendLine().AppendLine(CultureInfo.InvariantCulture,
                $"{People} people with the coupon list open: {each / 1024:F0} KB of memory each beside 20 who were there already, {(product.ProcessorTime - busy).TotalMilliseconds / People:F0} ms of processor each to open it (prerendering included; all opened in {opened.TotalSeconds:F1} s), {product.Memory.Now / 1e6:F0} MB in all.");
        }
        finally
        {
            foreach (var circuit in circuits)
            {
                await circuit.DisposeAsync();
            }
        }

        async Task OpenAsync(int people)
        {
            for (var i = 0; i < people; i++)
            {
                circuits.Add(await RawCircuit.OpenAsync(visitor, cookies, "/coupons", cancel));
                for (var waited = Stopwatch.StartNew(); !circuits[^1].IsLive; await Task.Delay(5, cancel))
                {
                    if (circuits[^1].IsClosed || waited.Elapsed > TimeSpan.FromSeconds(20))
                    {
                        throw new InvalidOperationException($"The page of person {circuits.Count} did not come to life.");
                    }
                }
            }
        }
    }
}

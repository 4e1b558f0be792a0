using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using CouponPortal.Bench.Load;
using CouponPortal.Bench.Report;
using CouponPortal.Bench.Servers;

namespace CouponPortal.Bench.Screening;

/// <summary>
/// What screening costs a coupon URL: the product with every check on and full blocked lists, beside the product with none, by turns. Visitors come through a trusted proxy
/// from many networks with the headers that browsers send, so that nothing is skipped.
/// </summary>
internal static class ScreeningCase
{
    private const int Visitors = 20_000;
    private const int BlockedLines = 100;

    private static readonly string[] Agents =
    [
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
        "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Instagram 390.0.0.28.85 (iPhone14,5; iOS 18_5; de_DE; de; scale=3.00; 1170x2532)",
    ];

    public static async Task<string> RunAsync(BenchOptions options, CancellationToken cancel)
    {
        Cores.PinSelf();
        using var with = await StartAsync("screening on", enabled: true, options, cancel);
        using var without = await StartAsync("screening off", enabled: false, options, cancel);
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:yyyy-MM-dd}, commit {Machine.Commit()}, {Machine.Description()}. Load average before the start: {Machine.Load()}.");
        text.AppendLine(CultureInfo.InvariantCulture, $"SQLite, {options.Rounds} rounds of {options.Seconds} s each by turns; median. Every check on, three blocked lists of {BlockedLines} lines for the advertiser and for the network.").AppendLine();
        text.AppendLine("| connections | requests/s with | requests/s without | ratio | p99 ms with | p99 ms without | CPU µs with | CPU µs without |");
        text.AppendLine("| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach (var connections in options.Connections ?? [64, 8])
        {
            var (on, off) = Measure(with, without, connections, options, cancel);
            text.AppendLine(CultureInfo.InvariantCulture,
                $"| {connections} | {on.PerSecond.Median:N0} | {off.PerSecond.Median:N0} | {on.PerSecond.Median / off.PerSecond.Median:F2} | {on.P99.Median:F2} | {off.P99.Median:F2} | {on.Cpu.Median:F1} | {off.Cpu.Median:F1} |");
        }

        return text.ToString();
    }

    private static (Summary On, Summary Off) Measure(ServerProcess with, ServerProcess without, int connections, BenchOptions options, CancellationToken cancel)
    {
        using var on = new LoadLoop(with, connections);
        using var off = new LoadLoop(without, connections);
        var (mine, theirs) = (RequestsOf(options.Codes), RequestsOf(options.Codes));
        on.WarmUp(mine, cancel);
        off.WarmUp(theirs, cancel);
        var (first, second) = (new List<Round>(), new List<Round>());
        for (var round = 0; round < options.Rounds; round++)
        {
            first.Add(on.Run(mine, TimeSpan.FromSeconds(options.Seconds), cancel));
            second.Add(off.Run(theirs, TimeSpan.FromSeconds(options.Seconds), cancel));
            Console.Error.WriteLine($"{connections} connections: {first[^1].PerSecond:N0}/s with, {second[^1].PerSecond:N0}/s without, CPU {first[^1].Cpu:N1} and {second[^1].Cpu:N1} µs");
        }

        return (Summary.Of(first), Summary.Of(second));
    }

    private static async Task<ServerProcess> StartAsync(string name, bool enabled, BenchOptions options, CancellationToken cancel)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["Proxy__Trusted"] = "127.0.0.0/8", ["Screening__Enabled"] = enabled ? "true" : "false" };
        var server = await Product.StartAsync(name, settings, cancel);
        try
        {
            await Shop.OpenAsync(server, options.Codes, cancel);
            if (enabled)
            {
                await FillListsAsync(server, cancel);
            }

            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    private static async Task FillListsAsync(ServerProcess server, CancellationToken cancel)
    {
        using var api = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{server.Port}") };
        api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Product.ApiKey);
        var (addresses, agents, referrers) = (Lines(i => $"192.0.2.{i}"), Lines(i => $"BadTool{i}/"), Lines(i => $"spam{i}.example"));
        await PatchAsync("advertisers/1", new { screening = new { blocked_addresses = addresses, blocked_agents = agents, blocked_referrers = referrers } });
        await PatchAsync("anti-fraud/blocks", new { addresses, agents, referrers });

        async Task PatchAsync(string resource, object body)
        {
            using var answer = await api.PatchAsJsonAsync(new Uri("/api/v1/" + resource, UriKind.Relative), body, cancel);
            if (!answer.IsSuccessStatusCode)
            {
                throw new InvalidOperationException($"PATCH {resource} was answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(cancel)}");
            }
        }
    }

    private static string[] Lines(Func<int, string> line) => [.. Enumerable.Range(1, BlockedLines).Select(line)];

    // The same visitors for both, each from an address of its own in one of a few hundred networks.
    private static Requests RequestsOf(int codes)
    {
        var random = new Random(42);
        return new("click", [.. Enumerable.Range(0, Visitors).Select(_ => Get(Shop.CodeOf(random.Next(codes)), Agents[random.Next(Agents.Length)], $"81.{random.Next(2)}.{random.Next(256)}.{random.Next(1, 255)}"))], "302"u8.ToArray(), []);
    }

    private static byte[] Get(string code, string agent, string address) => Encoding.ASCII.GetBytes(
        $"GET /{code} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: {agent}\r\nX-Forwarded-For: {address}\r\nAccept-Language: de-DE,de;q=0.9\r\nReferer: https://www.video.example/\r\n"
        + "Sec-Fetch-Dest: document\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Site: cross-site\r\n\r\n");
}

using System.Collections.Concurrent;
using System.Text;
using CouponPortal.Data;
using CouponPortal.Tests.Api;
using CouponPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using static CouponPortal.Tests.Support.PortalNetwork;

namespace CouponPortal.Tests.Tracking;

/// <summary>A key that shops send, in every place and spelling that they may choose, is afterwards in no log line, no stored request and no answer.</summary>
public sealed class SecretCanaryTests
{
    private const string Key = "pk_canary_7f3a9c55";
    private static readonly string[] Doors = ["/postback", "/r", "/tt", "/track", "/reversal", "/"];

    [Theory, BothEngines]
    public async Task A_key_is_nowhere_after_it_was_sent_right_or_wrong(DatabaseProvider engine)
    {
        await using var host = await PortalHost.WithNetworkAsync(engine);
        await host.SendAsync(Admin, HttpMethod.Patch, "advertisers/1", $$"""{"postback_security":"key","postback_key":"{{Key}}"}""");
        using var lines = new Lines();
        host.Services.GetRequiredService<ILoggerFactory>().AddProvider(lines);
        var answers = new List<string>();
        foreach (var key in (string[])[Key, Key + "x"])
        {
            foreach (var door in Doors)
            {
                await KeepAsync(HttpMethod.Get, $"{door}?nid=1&aid=1&campaign_code=10&PID=10&order_id=1&verification_token={key}");
                await KeepAsync(HttpMethod.Get, $"{door}?nid=1&aid=1&order_id=2&VERIFICATION%5Ftoken={key}");
                await KeepAsync(HttpMethod.Get, $"{door}?nid=1&aid=1&order_id=3&%70ostback_key={key}");
                await KeepAsync(HttpMethod.Get, $"{door}?nid=1&aid=1&order_id=4&+postback_key+={key}");
                await KeepAsync(HttpMethod.Get, $"{door}?nid=1&aid=1;order_id=5;postback_key={key}");
                await KeepAsync(HttpMethod.Get, $"{door}?nid=1&aid=1&order_id=6&postback_key={key}&postback_key={key}");
                await KeepAsync(HttpMethod.Get, $"{door}?nid=1&aid=1&order_id=7&token={key}&bad=%zz");
                await KeepAsync(HttpMethod.Get, $"{door}?nid=1&aid=1&order_id=8", null, ("X-Postback-Key", key), ("Referer", $"https://shop.example/thanks?postback_key={key}"));
                await KeepAsync(HttpMethod.Get, $"{door}?nid=1&aid=1&order_id=9", null, ("Authorization", "Bearer " + key));
                await KeepAsync(HttpMethod.Post, $"{door}?nid=1", Form($"aid=1&order_id=10&postback_key={key}"));
                await KeepAsync(HttpMethod.Post, $"{door}?nid=1", Json($$"""{"aid":1,"order_id":"11","postback\u005fkey":"{{key}}","postback_key":["{{key}}"]}"""));
                await KeepAsync(HttpMethod.Post, $"{door}?nid=1", Json($$"""{"aid":1,"order_id":"12","nested":{"secret":"{{key}}"},"postback_key": "{{key}}",, broken"""));
            }

            await KeepAsync(HttpMethod.Post, "/api/v1/conversions", Json($$"""[{"advertiser_id":1,"order_id":"20","postback_key":"{{key}}"},{"order_id":"21","token":"{{key}}","amount":"x"}]"""), ("Authorization", "Bearer " + Manager));
        }

        var stored = await StoredAsync(host);
        Assert.True(stored.Length > 10_000, "requests were stored");
        Assert.DoesNotContain("canary", stored, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("canary", string.Join('\n', answers), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("canary", lines.Text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(answers, a => a.StartsWith('5'));

        async Task KeepAsync(HttpMethod method, string path, HttpContent? content = null, params (string Name, string Value)[] headers)
        {
            var answer = await host.SendAsync(null, method, path, content, headers);
            answers.Add($"{answer.Status} {answer.Text} {answer.Headers}");
        }
    }

    private static StringContent Form(string text) => new(text, Encoding.UTF8, "application/x-www-form-urlencoded");

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    // All that requests leave behind: the advertiser's own row alone has the key, since staff reads it there.
    private static async Task<string> StoredAsync(PortalHost host)
    {
        await using var db = host.Db();
        var cancel = TestContext.Current.CancellationToken;
        var hits = await db.Hits.AsNoTracking().Select(h => h.Raw + h.Detail + h.Reason).ToListAsync(cancel);
        var orders = await db.Conversions.AsNoTracking().Select(c => c.OrderKey + c.SentCodes + c.Trace + c.Assists + c.Sub1).ToListAsync(cancel);
        var corrections = await db.Corrections.AsNoTracking().Select(c => c.Target + c.Key + c.AmountText).ToListAsync(cancel);
        return string.Join('\n', hits.Concat(orders).Concat(corrections));
    }

    private sealed class Lines : ILoggerProvider, ILogger
    {
        private readonly ConcurrentQueue<string> _lines = new();

        public string Text => string.Join('\n', _lines);

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _lines.Enqueue(formatter(state, exception) + exception);

        public void Dispose()
        {
        }
    }
}

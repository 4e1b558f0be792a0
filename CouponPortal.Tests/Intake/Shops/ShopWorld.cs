using System.Security.Cryptography;
using System.Text;
using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Connections;
using CouponPortal.Intake;
using CouponPortal.Intake.Shops;
using CouponPortal.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace CouponPortal.Tests.Intake.Shops;

/// <summary>A <see cref="LedgerWorld"/> with one connection of each kind, and their shops.</summary>
internal sealed class ShopWorld : IAsyncDisposable
{
    private const string Secret = "secret-of-the-shop";
    private readonly LedgerWorld _ledger;
    private readonly ConnectionMemory _memory;
    private readonly ShopIntake _intake;
    private int _sent;

    private ShopWorld(LedgerWorld ledger)
    {
        _ledger = ledger;
        _memory = new ConnectionMemory(ledger.Database);
        _intake = new ShopIntake(ledger.Intake, _memory, NullLogger<ShopIntake>.Instance);
    }

    public LedgerWorld Ledger => _ledger;

    public static async Task<ShopWorld> NewAsync(DatabaseProvider engine)
    {
        var world = new ShopWorld(await LedgerWorld.NewAsync(engine));
        await world._ledger.ReadAsync(async db =>
        {
            db.AddRange(Enum.GetValues<ConnectionKind>().Select(kind => new Connection { PublicId = SnakeCase.Of(kind), AdvertiserId = 1, Kind = kind, Name = SnakeCase.Of(kind), Secret = Secret, CreatedAt = TestDatabase.Start }));
            return await db.SaveChangesAsync();
        });
        return world;
    }

    /// <summary>Sends what the shop would, signed.</summary>
    public async Task<ShopAnswer> SendAsync(ConnectionKind kind, string body, string topic = "", string? deliveryId = null, string? shop = null, string? remote = null)
    {
        var at = TestDatabase.Start.AddMilliseconds(Interlocked.Increment(ref _sent));
        var bytes = Encoding.UTF8.GetBytes(body);
        var mac = Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), bytes));
        var headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["content-type"] = "application/json" };
        switch (kind)
        {
            case ConnectionKind.Woocommerce:
                (headers["x-wc-webhook-signature"], headers["x-wc-webhook-topic"]) = (mac, topic);
                break;
            case ConnectionKind.Shopify:
                (headers["x-shopify-hmac-sha256"], headers["x-shopify-topic"]) = (mac, topic);
                break;
            case ConnectionKind.Stripe:
                var time = new DateTimeOffset(at).ToUnixTimeSeconds();
                headers["stripe-signature"] = $"t={time},v1={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes($"{time}.{body}")))}";
                break;
        }

        if (deliveryId is not null)
        {
            headers["x-shopify-webhook-id"] = deliveryId;
        }

        if (shop is not null)
        {
            headers[kind == ConnectionKind.Shopify ? "x-shopify-shop-domain" : "x-wc-webhook-source"] = shop;
        }

        var raw = new RawRequest("POST", "portal.example", $"/hooks/{SnakeCase.Of(kind)}/x", "", headers, bytes, remote ?? "203.0.113.9", at);
        return await _intake.ReceiveAsync(await ConnectionAsync(kind), raw, CancellationToken.None);
    }

    public async Task<Connection> ConnectionAsync(ConnectionKind kind) => (await _memory.FindAsync(kind, SnakeCase.Of(kind), CancellationToken.None))!;

    public Task ChangeAsync(ConnectionKind kind, Action<Connection> change) => _ledger.ReadAsync(async db =>
    {
        change(await db.Connections.SingleAsync(c => c.Kind == kind));
        return await db.SaveChangesAsync();
    });

    public ValueTask DisposeAsync() => _ledger.DisposeAsync();
}

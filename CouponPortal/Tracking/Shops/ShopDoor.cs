using System.Data.Common;
using System.Text.Json;
using CouponPortal.Data.Catalog;
using CouponPortal.Data.Writer;
using CouponPortal.Domain;
using CouponPortal.Domain.Connections;
using CouponPortal.Domain.Conversions;
using CouponPortal.Intake;
using CouponPortal.Intake.Shops;
using CouponPortal.Tracking.Postbacks;
using Microsoft.AspNetCore.Http.Features;

namespace CouponPortal.Tracking.Shops;

/// <summary><c>POST /hooks/{woocommerce|shopify|stripe}/{connection}</c>: webhooks of shops, without a plugin (WIRE “Shops”).</summary>
public sealed class ShopDoor(ShopIntake shops, ConnectionMemory memory, OrderIntake intake, Catalog catalog, TimeProvider time)
{
    public const string Prefix = "/hooks/";
    private const int MaxBody = 2 * 1024 * 1024;

    // The same whether the connection is not there or the signature is wrong: nobody learns which addresses exist.
    private static readonly Refusal Unproved = new(StatusCodes.Status401Unauthorized, "not_authenticated", "The signature is missing or wrong.");

    public async Task InvokeAsync(HttpContext http)
    {
        // An order of many positions is larger than anything else the portal is sent; DoorRequest has the limit.
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = MaxBody + 1;
        }

        if (await DoorRequest.ReadAsync(http, MaxBody, time.GetUtcNow().UtcDateTime, "POST") is not { } raw)
        {
            return;
        }

        try
        {
            // Arrived is arrived: a shop that gives up waiting does not undo its order.
            intake.ThrowIfDown();
            var connection = AddressOf(raw.Path) is var (kind, publicId) ? await memory.FindAsync(kind, publicId, CancellationToken.None).WaitAsync(intake.Longest, CancellationToken.None) : null;
            if (connection is null)
            {
                await RefuseUnknownAsync(http, raw);
                return;
            }

            var answer = await shops.ReceiveAsync(connection, raw, CancellationToken.None).WaitAsync(intake.Longest, CancellationToken.None);
            await (answer.IsUnproved
                ? PostbackAnswer.RefuseAsync(http, answer.Reason == "stale_signature" ? Unproved with { Code = answer.Reason, Message = "The signature is too old." } : Unproved, null)
                : WriteAsync(http, answer));
        }
        catch (Exception error) when (error is StoreUnavailableException or DbException or TimeoutException || error.InnerException is DbException)
        {
            http.Response.Headers.RetryAfter = "5";
            await PostbackAnswer.RefuseAsync(
                http, new(StatusCodes.Status503ServiceUnavailable, "store_unavailable", "The delivery could not be stored. Send it again in a few seconds."), null);
        }
    }

    // The body may name people, and there is nobody here to say that it may be kept.
    private async Task RefuseUnknownAsync(HttpContext http, RawRequest raw)
    {
        var reading = new Reading.Ignored(null, "connection_unknown", "No connection has this address; it may have been deleted. The body was not kept.") { Verdict = HitVerdict.Refused };
        await intake.ReceiveAsync(reading, "hooks", raw with { Body = [] }, CancellationToken.None);
        await PostbackAnswer.RefuseAsync(http, Unproved, null);
    }

    private static (ConnectionKind Kind, string PublicId)? AddressOf(string path) =>
        path[Prefix.Length..].TrimEnd('/').Split('/') is [var kind, { Length: <= 64 } id] && SnakeCase.TryParse<ConnectionKind>(kind.ToLowerInvariant(), out var known)
            ? (known, id.ToLowerInvariant())
            : null;

    private async Task WriteAsync(HttpContext http, ShopAnswer answer)
    {
        var conversion = answer.Intake.Receipt is { } receipt ? catalog.Current.Ids.Format(receipt.ConversionId) : null;
        var body = JsonSerializer.SerializeToUtf8Bytes(new { status = SnakeCase.Of(answer.Verdict), reason = answer.Reason, conversion_id = conversion });

        // 200 to the letter, also for what is held: anything else counts against the webhook at the shop.
        http.Response.StatusCode = StatusCodes.Status200OK;
        http.Response.ContentType = "application/json; charset=utf-8";
        http.Response.ContentLength = body.Length;
        await http.Response.Body.WriteAsync(body, http.RequestAborted);
    }
}

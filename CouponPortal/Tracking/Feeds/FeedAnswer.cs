using System.Text.Json;
using CouponPortal.Domain;
using CouponPortal.Domain.Clicks;
using CouponPortal.Intake.Feeds;

namespace CouponPortal.Tracking.Feeds;

/// <summary>What a document of orders is answered with: how many of each, and every row in its order.</summary>
internal static class FeedAnswer
{
    public static Task WriteAsync(HttpContext http, IReadOnlyList<FeedResult> results, PublicIds ids)
    {
        var body = Json(results, ids);
        http.Response.StatusCode = StatusCodes.Status200OK;
        http.Response.ContentType = "application/json; charset=utf-8";
        http.Response.ContentLength = body.Length;
        return http.Response.Body.WriteAsync(body, 0, body.Length, http.RequestAborted);
    }

    private static byte[] Json(IReadOnlyList<FeedResult> results, PublicIds ids)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var outcome in (FeedOutcome[])[FeedOutcome.Accepted, FeedOutcome.Duplicate, FeedOutcome.Held, FeedOutcome.Waiting, FeedOutcome.Refused])
            {
                json.WriteNumber(outcome == FeedOutcome.Duplicate ? "duplicates" : SnakeCase.Of(outcome), results.Count(r => r.Outcome == outcome));
            }

            json.WriteStartArray("rows");
            foreach (var result in results)
            {
                WriteRow(json, result, ids);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static void WriteRow(Utf8JsonWriter json, FeedResult result, PublicIds ids)
    {
        var receipt = result.Answer?.Receipt;
        json.WriteStartObject();
        json.WriteNumber("row", result.Row.Row);
        json.WriteString("outcome", SnakeCase.Of(result.Outcome));
        json.WriteString("order_id", result.Row.OrderId);
        json.WriteString("conversion_id", receipt is null ? null : ids.Format(receipt.ConversionId));
        json.WriteString("status", receipt is null ? null : SnakeCase.Of(receipt.Status));
        json.WriteString("credit", receipt is null ? null : SnakeCase.Of(receipt.Outcome));
        if (receipt?.PartnerId is { } partner)
        {
            json.WriteNumber("partner_id", partner);
        }

        WriteTexts(json, "reasons", result.Reasons);
        if (result.Answer?.Why is { } why)
        {
            json.WriteString("message", why.Message);
            json.WriteString("field", why.Field);
        }

        if (result.Row.Ignored.Count > 0)
        {
            WriteTexts(json, "ignored", result.Row.Ignored);
        }

        if (result.Answer?.HitId is { } hit)
        {
            json.WriteString("hit_id", ids.Format(hit));
        }

        json.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }
}

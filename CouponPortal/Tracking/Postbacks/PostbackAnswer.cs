using System.Text;
using System.Text.Json;
using CouponPortal.Domain;
using CouponPortal.Domain.Clicks;
using CouponPortal.Intake;

namespace CouponPortal.Tracking.Postbacks;

/// <summary>What a door says back: JSON, a line of text, or a pixel (WIRE "Common to all"); problem documents for refusals.</summary>
internal static class PostbackAnswer
{
    private static readonly byte[] Pixel = Convert.FromBase64String("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7");

    public static Task WriteAsync(HttpContext http, IntakeAnswer answer, PublicIds ids, string? responseType)
    {
        if (answer.Why is { } why)
        {
            return RefuseAsync(http, why, answer.HitId is { } hit ? ids.Format(hit) : null);
        }

        http.Response.StatusCode = answer is { Receipt: null, Effect: LedgerReceipt.WaitsForOrder } or { IsHeld: true } ? StatusCodes.Status202Accepted : StatusCodes.Status200OK;
        return responseType?.Trim().ToLowerInvariant() switch
        {
            "img" => BytesAsync(http, "image/gif", Pixel),
            "text" => BytesAsync(http, "text/plain; charset=utf-8", Encoding.UTF8.GetBytes(Line(answer, ids))),
            _ => BytesAsync(http, "application/json; charset=utf-8", Json(answer, ids)),
        };
    }

    /// <param name="hitId">Where staff finds the stored request; null when nothing was stored.</param>
    public static Task RefuseAsync(HttpContext http, Refusal why, string? hitId)
    {
        http.Response.StatusCode = why.Status;
        return BytesAsync(http, "application/problem+json", Problem(why, hitId));
    }

    private static byte[] Problem(Refusal why, string? hitId)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("title", why.Code.Replace('_', ' '));
            json.WriteNumber("status", why.Status);
            json.WriteString("detail", why.Message);
            json.WriteString("code", why.Code);
            if (why.Field is not null)
            {
                json.WriteStartObject("errors");
                json.WriteStartArray(why.Field);
                json.WriteStringValue(why.Message);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            if (hitId is not null)
            {
                json.WriteString("hit_id", hitId);
            }

            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static Task BytesAsync(HttpContext http, string type, byte[] bytes)
    {
        http.Response.ContentType = type;
        http.Response.ContentLength = bytes.Length;
        return http.Response.Body.WriteAsync(bytes, 0, bytes.Length, http.RequestAborted);
    }

    private static string Line(IntakeAnswer answer, PublicIds ids) => answer.Receipt is { } r
        ? $"{answer.Effect ?? (r.Duplicate ? "duplicate" : "accepted")} conversion_id={ids.Format(r.ConversionId)} status={SnakeCase.Of(r.Status)} outcome={SnakeCase.Of(r.Outcome)}\n"
        : $"{StatusOf(answer)} hit_id={ids.Format(answer.HitId!.Value)} reason={answer.Effect}\n";

    // Of a request without an order.
    private static string StatusOf(IntakeAnswer answer) => answer switch
    {
        { IsHeld: true } => "held",
        { Effect: LedgerReceipt.WaitsForOrder } => "waiting",
        _ => "ignored",
    };

    private static byte[] Json(IntakeAnswer answer, PublicIds ids)
    {
        using var buffer = new MemoryStream(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (answer.Receipt is { } receipt)
            {
                json.WriteString("conversion_id", ids.Format(receipt.ConversionId));
                json.WriteString("transaction_id", receipt.ClickId is { } click ? ids.Format(click) : null);
                json.WriteString("status", SnakeCase.Of(receipt.Status));
                json.WriteString("outcome", SnakeCase.Of(receipt.Outcome));
                WriteId(json, "partner_id", receipt.PartnerId);
                WriteId(json, "offer_id", receipt.OfferId);
                json.WriteBoolean("duplicate", receipt.Duplicate);
                WriteReasons(json, IntakeReasons.Of(receipt, answer.Effect));
            }
            else
            {
                json.WriteNull("conversion_id");
                json.WriteString("status", StatusOf(answer));
                json.WriteBoolean("duplicate", value: false);
                json.WriteString("hit_id", ids.Format(answer.HitId!.Value));
                WriteReasons(json, [answer.Effect!]);
            }

            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static void WriteReasons(Utf8JsonWriter json, IEnumerable<string> reasons)
    {
        json.WriteStartArray("reasons");
        foreach (var reason in reasons)
        {
            json.WriteStringValue(reason);
        }

        json.WriteEndArray();
    }

    private static void WriteId(Utf8JsonWriter json, string name, int? id)
    {
        if (id is { } number)
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}

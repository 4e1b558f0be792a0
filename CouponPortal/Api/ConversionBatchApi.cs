using System.Text.Json;
using System.Text.Json.Nodes;
using CouponPortal.Data.Catalog;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Clicks;
using CouponPortal.Features.Conversions;
using CouponPortal.Intake;
using CouponPortal.Intake.Dialects.Json;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;

namespace CouponPortal.Api;

/// <summary>POST /api/v1/conversions: one order, or up to a thousand with a result for each (WIRE, REST).</summary>
internal static class ConversionBatchApi
{
    public const int MaxBody = 16 * 1024 * 1024;

    public static void Map(RouteGroupBuilder api) => api.MapPost("/conversions", TakeAsync).WithMetadata(new RequestSizeLimitAttribute(MaxBody)).WithMetadata(new ApiOperation(
            $"Takes one order (201, or 200 when it was there), or a list of up to {JsonRows.MaxRows}, alone or as conversions, each row judged by itself (200). Fields that nothing reads are named in ignored.",
            [], [.. JsonOrder.Fields.Select(f => new ApiField(f[0], KindOf(f[0]), null, [.. f.Skip(1)]))], [], OpenBody: true))
        .Produces<ConversionView>(StatusCodes.Status201Created).Produces<BatchAnswer>()
        .Produces<ApiProblem>(400, ApiOperations.ProblemType).Produces<ApiProblem>(401, ApiOperations.ProblemType).Produces<ApiProblem>(403, ApiOperations.ProblemType)
        .Produces<ApiProblem>(413, ApiOperations.ProblemType).Produces<ApiProblem>(415, ApiOperations.ProblemType).Produces<ApiProblem>(503, ApiOperations.ProblemType);

    private static ApiFieldKind KindOf(string name) => name switch
    {
        "advertiser_id" or "offer_id" or "partner_id" => ApiFieldKind.Integer,
        "test" or "new_to_file" => ApiFieldKind.Flag,
        "items" => ApiFieldKind.Texts,
        _ => ApiFieldKind.Text,
    };

    private static async Task<IResult> TakeAsync(HttpContext http, ReceiveOrders receive, ConversionList list, Catalog catalog, TimeProvider time)
    {
        var actor = http.Features.GetRequiredFeature<Actor>();
        if (!actor.ManagesSome)
        {
            return ApiResults.Problem(StatusCodes.Status403Forbidden, "forbidden", "This key may not send orders.");
        }

        if (http.Request.ContentType is { Length: > 0 } && !IsUtf8Json(http.Request))
        {
            return ApiResults.Problem(StatusCodes.Status415UnsupportedMediaType, "content_type", "Send JSON in UTF-8, with Content-Type: application/json.");
        }

        var raw = await ReadAsync(http, time.GetUtcNow().UtcDateTime);
        var (rows, unreadable) = JsonRows.Of(raw.Body);
        var ids = catalog.Current.Ids;
        if (rows is null)
        {
            return Problem(await receive.RefuseAsync(actor, unreadable!, raw), ids);
        }

        var results = await receive.TakeAsync(actor, rows, raw, raw.Header("idempotency-key"));
        if (results.Any(r => r.Answer is null))
        {
            return Problem(null, ids);
        }

        return rows.IsList ? Results.Json(BatchAnswer.Of(results, ids), ApiResults.Json) : await OneAsync(actor, results[0], list, ids);
    }

    private static async Task<IResult> OneAsync(Actor actor, ReceivedOrder result, ConversionList list, PublicIds ids)
    {
        var answer = result.Answer!;
        if (answer.Why is not null)
        {
            return Problem(answer, ids);
        }

        var view = RowAnswer.Of(result, ids);
        if (answer.Receipt is not { } receipt || await list.OneAsync(actor, receipt.ConversionId, CancellationToken.None) is not { } row)
        {
            return Results.Json(view, ApiResults.Json, statusCode: StatusCodes.Status202Accepted);
        }

        var json = JsonSerializer.SerializeToNode(ConversionView.Of(row, ids, await list.ItemsAsync(actor, [row.Id], CancellationToken.None)), ApiResults.Json)!.AsObject();
        json["duplicate"] = receipt.Duplicate;
        json["reasons"] = JsonSerializer.SerializeToNode(view.Reasons, ApiResults.Json);
        if (view.Ignored.Count > 0)
        {
            json["ignored"] = JsonSerializer.SerializeToNode(view.Ignored, ApiResults.Json);
        }

        return receipt.Duplicate ? Results.Json<JsonNode>(json, ApiResults.Json) : Results.Created($"{ApiEndpoints.Prefix}/conversions/{ids.Format(row.Id)}", json);
    }

    private static IResult Problem(IntakeAnswer? answer, PublicIds ids) => answer?.Why is { } why
        ? ApiResults.Problem(why.Status, why.Code, why.Message, RowAnswer.ErrorsOf(why), answer.HitId is { } hit ? ids.Format(hit) : null)
        : ApiResults.Problem(
            StatusCodes.Status503ServiceUnavailable, "store_unavailable", "Not every order could be stored. Send the whole request again: those that were are recognised by their order id or Idempotency-Key.");

    private static bool IsUtf8Json(HttpRequest request) =>
        request.HasJsonContentType() && (Microsoft.Net.Http.Headers.MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            && (!type.Charset.HasValue || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase) || type.Charset.Equals("\"utf-8\"", StringComparison.OrdinalIgnoreCase)));

    private static async Task<RawRequest> ReadAsync(HttpContext http, DateTime now)
    {
        using var buffer = new MemoryStream((int)Math.Min(http.Request.ContentLength ?? 0, MaxBody));
        var chunk = new byte[64 * 1024];
        int read;
        while ((read = await http.Request.Body.ReadAsync(chunk, http.RequestAborted)) > 0)
        {
            if (buffer.Length + read > MaxBody)
            {
                throw new ApiBadRequest("body_too_large", $"The body has more than {MaxBody / 1024 / 1024} MiB.", StatusCodes.Status413PayloadTooLarge);
            }

            await buffer.WriteAsync(chunk.AsMemory(0, read), http.RequestAborted);
        }

        var headers = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in (string[])["content-type", "idempotency-key", "user-agent"])
        {
            if (http.Request.Headers.TryGetValue(name, out var value))
            {
                headers[name] = value.ToString();
            }
        }

        return new RawRequest(
            http.Request.Method, http.Request.Host.Host, http.Request.Path.Value ?? "/", "", headers, buffer.Length == buffer.Capacity ? buffer.GetBuffer() : buffer.ToArray(),
            http.Connection.RemoteIpAddress?.ToString() ?? "", now)
        {
            KeptText = MaxBody,
        };
    }
}

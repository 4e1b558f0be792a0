using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using CouponPortal.Data.Identity;
using CouponPortal.Domain;
using Microsoft.AspNetCore.Antiforgery;

namespace CouponPortal.Features.Privacy;

/// <summary>POST /settings/privacy/export: what is held, as a JSON file. A form's post and no link, since the log tells of it and an order id has no place in an address.</summary>
public static class PrivacyDownload
{
    internal const string Path = "/settings/privacy/export";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
    };

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost(Path, DownloadAsync).RequireAuthorization().DisableAntiforgery();

    private static async Task<IResult> DownloadAsync(HttpContext http, IAntiforgery antiforgery, Actors actors, PersonalData data)
    {
        if (!await antiforgery.IsRequestValidAsync(http))
        {
            return Results.Text("This page was too old. Go back and reload it.", statusCode: StatusCodes.Status400BadRequest);
        }

        if (await actors.OfPrincipalAsync(http.User, http.RequestAborted) is not { } actor)
        {
            return Results.Text("Sign in again.", statusCode: StatusCodes.Status403Forbidden);
        }

        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var advertiser = int.TryParse(form["advertiser_id"], NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0;
        var outcome = await data.ExportAsync(actor, new PersonQuestion(advertiser, form["order_id"], form["click_id"]), http.RequestAborted);
        switch (outcome)
        {
            case Outcome<PersonalDocument>.Done done:
                http.Response.Headers.CacheControl = "no-store";
                return Results.File(JsonSerializer.SerializeToUtf8Bytes(done.Value, Json), "application/json", "personal-data.json");
            case Outcome<PersonalDocument>.Forbidden forbidden:
                return Results.Text(forbidden.Message, statusCode: StatusCodes.Status403Forbidden);
            case Outcome<PersonalDocument>.Invalid invalid:
                return Results.Text(invalid.Errors.ToString(), statusCode: StatusCodes.Status400BadRequest);
            default:
                return Results.Text("Nothing is held under this id.", statusCode: StatusCodes.Status404NotFound);
        }
    }
}

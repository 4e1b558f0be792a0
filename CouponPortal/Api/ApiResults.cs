using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using CouponPortal.Data;
using CouponPortal.Domain;

namespace CouponPortal.Api;

/// <summary>Answers of /api/v1: objects, lists and problem documents in one shape.</summary>
public static class ApiResults
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>200 with the object, or the problem that stood in the way.</summary>
    public static IResult Changed<T, TView>(Outcome<T> outcome, Func<T, TView> view) => From(outcome, view, _ => null);

    /// <summary>201 with the object and its address.</summary>
    public static IResult Created<T, TView>(Outcome<T> outcome, Func<T, TView> view, Func<T, string> location) => From(outcome, view, location);

    public static IResult One<TView>(TView? view)
        where TView : class => view is null ? NotFound() : Results.Json(view, Json);

    public static IResult List<T, TView>(Slice<T> slice, Func<T, TView> view) =>
        Results.Json(new { data = slice.Rows.Select(view).ToList(), next_cursor = slice.NextAfter?.ToString(CultureInfo.InvariantCulture) }, Json);

    public static IResult NotFound() => Problem(StatusCodes.Status404NotFound, "not_found", "There is no such object, or it is not yours.");

    public static IResult Invalid(FieldErrors errors) =>
        Problem(StatusCodes.Status400BadRequest, "invalid", "Some fields are not right: " + errors, errors.ByField);

    public static IResult Problem(int status, string code, string detail, IReadOnlyDictionary<string, string[]>? errors = null)
    {
        var extensions = new Dictionary<string, object?>(StringComparer.Ordinal) { ["code"] = code };
        if (errors is not null)
        {
            extensions["errors"] = errors;
        }

        return Results.Problem(detail, statusCode: status, title: code.Replace('_', ' '), extensions: extensions);
    }

    private static IResult From<T, TView>(Outcome<T> outcome, Func<T, TView> view, Func<T, string?> location) => outcome switch
    {
        Outcome<T>.Done done when location(done.Value) is { } address => Results.Created(address, WithNotices(view(done.Value), done.Notices)),
        Outcome<T>.Done done => Results.Json(WithNotices(view(done.Value), done.Notices), Json),
        Outcome<T>.Invalid invalid => Invalid(invalid.Errors),
        Outcome<T>.Conflict conflict => Problem(StatusCodes.Status409Conflict, conflict.Code, conflict.Message),
        Outcome<T>.NotFound => NotFound(),
        Outcome<T>.Forbidden forbidden => Problem(StatusCodes.Status403Forbidden, "forbidden", forbidden.Message),
        _ => throw new InvalidOperationException("Outcome has no other cases."),
    };

    /// <summary>The object's fields, and beside them <c>notices</c> when the use case had something to say.</summary>
    private static JsonElement WithNotices<TView>(TView view, IReadOnlyList<string> notices)
    {
        var node = JsonSerializer.SerializeToNode(view, Json)!.AsObject();
        if (notices.Count > 0)
        {
            node["notices"] = JsonSerializer.SerializeToNode(notices, Json);
        }

        return JsonSerializer.SerializeToElement(node);
    }
}

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
        Results.Json(new ApiList<TView>([.. slice.Rows.Select(view)], CursorOf(slice)), Json);

    /// <summary>Null at the end of the list.</summary>
    public static string? CursorOf<T>(Slice<T> slice) => slice.NextAfter?.ToString(CultureInfo.InvariantCulture);

    public static IResult NotFound() => Problem(StatusCodes.Status404NotFound, "not_found", "There is no such object, or it is not yours.");

    public static IResult Invalid(FieldErrors errors) =>
        Problem(StatusCodes.Status400BadRequest, "invalid", "Some fields are not right: " + errors, errors.ByField);

    public static IResult Problem(int status, string code, string detail, IReadOnlyDictionary<string, string[]>? errors = null, string? hitId = null)
    {
        var extensions = new Dictionary<string, object?>(StringComparer.Ordinal) { ["code"] = code };
        if (errors is not null)
        {
            extensions["errors"] = errors;
        }

        if (hitId is not null)
        {
            extensions["hit_id"] = hitId;
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

/// <summary>A page of a list.</summary>
/// <param name="NextCursor">Sent as <c>cursor</c> it gives the next page; null at the end.</param>
internal sealed record ApiList<TView>(IReadOnlyList<TView> Data, string? NextCursor);

/// <summary>Every answer of 400 and above, as the document describes it.</summary>
/// <param name="Code">Stable, for programs; the other texts are for people.</param>
/// <param name="Errors">Of 400 <c>invalid</c>: what is wrong with which field or filter.</param>
internal sealed record ApiProblem(string Type, string Title, int Status, string Detail, string Code, IReadOnlyDictionary<string, string[]>? Errors = null);

namespace CouponPortal.Api;

/// <summary>What the document says of an endpoint beside its route and answer: learnt by letting the endpoint's own reading functions read nothing.</summary>
/// <param name="Required">Fields that a body must have; the others have defaults or keep what is there.</param>
/// <param name="OpenBody">Whether other fields are taken and left aside.</param>
internal sealed record ApiOperation(string Summary, IReadOnlyList<ApiField> Query, IReadOnlyList<ApiField>? Body, IReadOnlyList<string> Required, string BodyType = "application/json", bool OpenBody = false);

/// <summary>One line at each route: its kind, answer, filters and fields.</summary>
internal static class ApiOperations
{
    public const string ProblemType = "application/problem+json";

    /// <param name="filters">The function that reads the endpoint's filters.</param>
    public static RouteHandlerBuilder Lists<TView>(this RouteHandlerBuilder route, string summary, Action<ApiRequest> filters) =>
        route.Lists<TView, ApiList<TView>>(summary, filters);

    /// <summary>A list with more beside its rows.</summary>
    public static RouteHandlerBuilder Lists<TView, TList>(this RouteHandlerBuilder route, string summary, Action<ApiRequest> filters)
    {
        var request = ApiRequest.Describing();
        filters(request);
        _ = (request.Limit(), request.Cursor());
        return route.WithMetadata(new ApiOperation(summary, request.Asked, Body: null, [])).Produces<TList>().Problems(400);
    }

    /// <summary>Figures that are found by filters, and have pages of their own.</summary>
    /// <param name="filters">The function that reads the endpoint's filters.</param>
    public static RouteHandlerBuilder Reports<TView>(this RouteHandlerBuilder route, string summary, Action<ApiRequest> filters)
    {
        var request = ApiRequest.Describing();
        filters(request);
        return route.WithMetadata(new ApiOperation(summary, request.Asked, Body: null, [])).Produces<TView>().Problems(400, 404);
    }

    public static RouteHandlerBuilder Shows<TView>(this RouteHandlerBuilder route, string summary) =>
        route.WithMetadata(new ApiOperation(summary, [], Body: null, [])).Produces<TView>().Problems(404);

    /// <param name="body">The function that reads the endpoint's body.</param>
    public static RouteHandlerBuilder Creates<TView>(this RouteHandlerBuilder route, string summary, Action<ApiBody> body, params string[] required) =>
        route.WithMetadata(new ApiOperation(summary, [], FieldsOf(body), required)).Produces<TView>(StatusCodes.Status201Created).Problems(400, 403, 404, 409, 413, 415, 422);

    /// <param name="body">The function that reads the endpoint's body.</param>
    public static RouteHandlerBuilder Changes<TView>(this RouteHandlerBuilder route, string summary, Action<ApiBody> body, params string[] required) =>
        route.WithMetadata(new ApiOperation(summary, [], FieldsOf(body), required)).Produces<TView>().Problems(400, 403, 404, 409, 413, 415);

    /// <summary>Takes a file and fields beside it.</summary>
    public static RouteHandlerBuilder Uploads<TView>(this RouteHandlerBuilder route, string summary, IReadOnlyList<ApiField> fields, params string[] required) =>
        route.WithMetadata(new ApiOperation(summary, [], fields, required, "multipart/form-data")).Produces<TView>().Problems(400, 403, 404, 409, 413, 415);

    public static RouteHandlerBuilder Removes(this RouteHandlerBuilder route, string summary) =>
        route.WithMetadata(new ApiOperation(summary, [], Body: null, [])).Produces(StatusCodes.Status204NoContent).Problems(403, 404);

    /// <summary>A file; its rows are those of a list with the same filters.</summary>
    /// <param name="filters">The function that reads the endpoint's filters.</param>
    public static RouteHandlerBuilder Downloads(this RouteHandlerBuilder route, string summary, Action<ApiRequest> filters, string contentType, params string[] otherTypes)
    {
        var request = ApiRequest.Describing();
        filters(request);
        return route.WithMetadata(new ApiOperation(summary, request.Asked, Body: null, [])).Produces<string>(StatusCodes.Status200OK, contentType, otherTypes).Problems(400, 409);
    }

    private static List<ApiField> FieldsOf(Action<ApiBody> read)
    {
        var body = ApiBody.Empty();
        read(body);
        return [.. body.Asked];
    }

    private static RouteHandlerBuilder Problems(this RouteHandlerBuilder route, params ReadOnlySpan<int> statuses)
    {
        foreach (var status in (ReadOnlySpan<int>)[401, .. statuses])
        {
            route.Produces<ApiProblem>(status, ProblemType);
        }

        return route;
    }
}

using Microsoft.AspNetCore.Routing.Template;

namespace CouponPortal.Api;

/// <summary>Paths and verbs that the API does not have. Routing's own 405 does not come about, since the portal's page for unknown addresses takes every path.</summary>
internal static class ApiUnknown
{
    public static IResult Answer(HttpContext http, EndpointDataSource endpoints)
    {
        var verbs = endpoints.Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.RoutePattern.RawText?.StartsWith(ApiEndpoints.Prefix, StringComparison.Ordinal) == true && Matches(e, http.Request.Path))
            .SelectMany(e => e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? [])
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();

        // The verb is there: then the path fits but for its id, which is no number.
        if (verbs.Count == 0 || verbs.Contains(http.Request.Method, StringComparer.OrdinalIgnoreCase))
        {
            return ApiResults.NotFound();
        }

        http.Response.Headers.Allow = string.Join(", ", verbs);
        return ApiResults.Problem(StatusCodes.Status405MethodNotAllowed, "method_not_allowed", $"Here the API takes {string.Join(", ", verbs)}.");
    }

    private static bool Matches(RouteEndpoint endpoint, PathString path) =>
        new TemplateMatcher(TemplateParser.Parse(endpoint.RoutePattern.RawText!), []).TryMatch(path, []);
}

using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using CouponPortal.Tests.Support;

namespace CouponPortal.Tests.Api;

/// <summary>An answer of the API, read whole.</summary>
internal sealed record ApiAnswer(int Status, string? ContentType, string Text, HttpResponseHeaders Headers, HttpContentHeaders ContentHeaders)
{
    public JsonElement Json => JsonDocument.Parse(Text).RootElement;

    public string? Code => Text.StartsWith('{') && Json.TryGetProperty("code", out var code) ? code.GetString() : null;

    /// <summary>Names of the fields with errors, sorted.</summary>
    public string Fields => Text.StartsWith('{') && Json.TryGetProperty("errors", out var errors)
        ? string.Join(',', errors.EnumerateObject().Select(e => e.Name).Order(StringComparer.Ordinal)) : "";

    public string? Header(string name) => Headers.TryGetValues(name, out var values) ? string.Join(',', values) : ContentHeaders.TryGetValues(name, out var more) ? string.Join(", ", more) : null;
}

internal static class ApiCalls
{
    public static Task<ApiAnswer> GetAsync(this PortalHost host, string? key, string path) => host.SendAsync(key, HttpMethod.Get, path);

    public static Task<ApiAnswer> SendAsync(this PortalHost host, string? key, HttpMethod method, string path, string? json = null, params (string Name, string Value)[] headers) =>
        host.SendAsync(key, method, path, json is null ? null : new StringContent(json, Encoding.UTF8, "application/json"), headers);

    /// <param name="path">Below /api/v1/, or from the root when it starts with a slash.</param>
    public static async Task<ApiAnswer> SendAsync(
        this PortalHost host, string? key, HttpMethod method, string path, HttpContent? content, params (string Name, string Value)[] headers)
    {
        using var client = host.Script(key);
        using var request = new HttpRequestMessage(method, new Uri(path.StartsWith('/') ? path : "/api/v1/" + path, UriKind.Relative)) { Content = content };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return new ApiAnswer((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType, text, response.Headers, response.Content.Headers);
    }
}

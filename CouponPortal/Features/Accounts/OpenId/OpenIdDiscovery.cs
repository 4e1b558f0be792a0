using System.Text.Json;

namespace CouponPortal.Features.Accounts.OpenId;

/// <summary>Where the provider's doors are, and the keys it signs with: read from its discovery document, kept for an hour.</summary>
public sealed class OpenIdDiscovery(OpenIdSettings settings, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Kept = TimeSpan.FromHours(1);

    // A provider changes its keys when it likes; a token with an unknown one asks again, but not at every forged token.
    private static readonly TimeSpan AskedAgainAfter = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(10), MaxResponseContentBufferSize = 256 * 1024 };
    private Found? _found;

    /// <param name="renew">Not from what is kept, unless that is quite new.</param>
    /// <exception cref="OpenIdException">The provider does not answer as one.</exception>
    public async Task<Found> GetAsync(bool renew, CancellationToken cancel)
    {
        await _gate.WaitAsync(cancel);
        try
        {
            var now = time.GetUtcNow();
            return _found is { } found && now - found.ReadAt < (renew ? AskedAgainAfter : Kept) ? found : _found = await ReadAsync(now, cancel);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>What the provider says of whoever has this token.</summary>
    public async Task<JsonElement> UserAsync(Uri address, string accessToken, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Authorization = new("Bearer", accessToken);
        using var answer = await _http.SendAsync(request, cancel);
        return answer.IsSuccessStatusCode ? await answer.Content.ReadFromJsonAsync<JsonElement>(cancel) : throw new OpenIdException($"The provider's userinfo answered {(int)answer.StatusCode}.");
    }

    public void Dispose()
    {
        _gate.Dispose();
        _http.Dispose();
    }

    private async Task<Found> ReadAsync(DateTimeOffset now, CancellationToken cancel)
    {
        try
        {
            var document = await _http.GetFromJsonAsync<JsonElement>(settings.Issuer + "/.well-known/openid-configuration", cancel);
            if (IdToken.Text(document, "issuer")?.TrimEnd('/') != settings.Issuer)
            {
                throw new OpenIdException("The discovery document names another issuer than Oidc:Authority.");
            }

            var keys = await _http.GetFromJsonAsync<JsonElement>(Address(document, "jwks_uri"), cancel);
            return new Found(
                Address(document, "authorization_endpoint").AbsoluteUri,
                Address(document, "token_endpoint").AbsoluteUri,
                document.TryGetProperty("userinfo_endpoint", out _) ? Address(document, "userinfo_endpoint") : null,
                [.. keys.GetProperty("keys").EnumerateArray().Where(k => IdToken.Text(k, "use") is null or "sig")],
                now);
        }
        catch (Exception error) when (error is HttpRequestException or JsonException or KeyNotFoundException or InvalidOperationException or TaskCanceledException && !cancel.IsCancellationRequested)
        {
            throw new OpenIdException("The provider's discovery document cannot be read: " + error.Message);
        }
    }

    private Uri Address(JsonElement document, string name) =>
        Uri.TryCreate(IdToken.Text(document, name), UriKind.Absolute, out var address) && address.Scheme == settings.Authority.Scheme
            ? address
            : throw new OpenIdException($"The discovery document has no {name} of the authority's own scheme.");

    public sealed record Found(string AuthorizationEndpoint, string TokenEndpoint, Uri? UserInfo, IReadOnlyList<JsonElement> Keys, DateTimeOffset ReadAt);
}

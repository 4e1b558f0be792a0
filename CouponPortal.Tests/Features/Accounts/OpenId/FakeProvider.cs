using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CouponPortal.Tests.Features.Accounts.OpenId;

/// <summary>An OpenID Connect provider on this machine, with one person who agrees to everything. It checks the portal's secret and PKCE as a real one does.</summary>
public sealed class FakeProvider : IAsyncDisposable
{
    public const string ClientId = "portal";
    public const string ClientSecret = "secret-of-the-portal";

    private readonly WebApplication _app;
    private readonly Dictionary<string, (string Challenge, string Nonce)> _codes = new(StringComparer.Ordinal);

    private FakeProvider(WebApplication app) => _app = app;

    public string Issuer { get; private set; } = "";

    public string Subject { get; set; } = "subject-1";

    public string Email { get; set; } = "";

    public bool EmailVerified { get; set; } = true;

    /// <summary>In the ID token, or asked for at userinfo.</summary>
    public bool EmailInToken { get; set; } = true;

    /// <summary>Makes the claims wrong before they are signed.</summary>
    public Action<Dictionary<string, object>> Spoil { get; set; } = _ => { };

    /// <summary>Signs; another one than the published key = a forger.</summary>
    public RSA Key { get; set; } = RSA.Create(2048);

    /// <summary>In the key set.</summary>
    public RSA Published { get; set; } = RSA.Create(2048);

    public int Tokens { get; private set; }

    public static async Task<FakeProvider> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var provider = new FakeProvider(builder.Build());
        provider.Published = provider.Key;
        provider.Map();
        await provider._app.StartAsync();
        provider.Issuer = provider._app.Urls.Single();
        return provider;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Key.Dispose();
    }

    private void Map()
    {
        _app.MapGet("/.well-known/openid-configuration", () => Results.Json(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["issuer"] = Issuer,
            ["authorization_endpoint"] = Issuer + "/authorize",
            ["token_endpoint"] = Issuer + "/token",
            ["userinfo_endpoint"] = Issuer + "/userinfo",
            ["jwks_uri"] = Issuer + "/keys",
        }));
        _app.MapGet("/keys", () =>
        {
            var key = Published.ExportParameters(includePrivateParameters: false);
            return Results.Json(new { keys = new[] { new { kty = "RSA", use = "sig", kid = "k1", n = Base64Url.EncodeToString(key.Modulus), e = Base64Url.EncodeToString(key.Exponent) } } });
        });
        _app.MapGet("/authorize", (HttpContext http) =>
        {
            var query = http.Request.Query;
            if (query["client_id"] != ClientId || query["code_challenge_method"] != "S256" || !query["scope"].ToString().Contains("openid", StringComparison.Ordinal))
            {
                return Results.BadRequest();
            }

            var code = RandomNumberGenerator.GetHexString(16);
            _codes[code] = (query["code_challenge"].ToString(), query["nonce"].ToString());
            return Results.Redirect($"{query["redirect_uri"]}?code={code}&state={Uri.EscapeDataString(query["state"].ToString())}");
        });
        _app.MapPost("/token", async (HttpContext http) =>
        {
            var form = await http.Request.ReadFormAsync();
            if (form["client_secret"] != ClientSecret || !_codes.Remove(form["code"].ToString(), out var asked)
                || Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString()))) != asked.Challenge)
            {
                return Results.BadRequest();
            }

            Tokens++;
            return Results.Json(new { access_token = "access-" + Subject, token_type = "Bearer", id_token = Token(asked.Nonce) });
        });
        _app.MapGet("/userinfo", (HttpContext http) => http.Request.Headers.Authorization == "Bearer access-" + Subject
            ? Results.Json(new { sub = Subject, email = Email, email_verified = EmailVerified })
            : Results.Unauthorized());
    }

    private string Token(string nonce)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var claims = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["iss"] = Issuer,
            ["aud"] = ClientId,
            ["sub"] = Subject,
            ["nonce"] = nonce,
            ["iat"] = now,
            ["exp"] = now + 300,
        };
        if (EmailInToken)
        {
            (claims["email"], claims["email_verified"]) = (Email, EmailVerified);
        }

        Spoil(claims);
        var signed = Part(new { alg = "RS256", kid = "k1" }) + "." + Part(claims);
        return signed + "." + Base64Url.EncodeToString(Key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }

    private static string Part<T>(T value) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(value));
}

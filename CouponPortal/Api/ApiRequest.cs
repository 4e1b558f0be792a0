using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Unicode;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;

namespace CouponPortal.Api;

/// <summary>
/// What an endpoint of /api/v1 gets: the key's actor, the JSON body, the query. Bound by itself, so that a bad body is this product's problem document with
/// a code, and not the framework's 500.
/// </summary>
public sealed class ApiRequest
{
    private const int MaxBody = 1024 * 1024;
    public const int MaxLimit = 200;
    public const int DefaultLimit = 50;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 32 };
    private readonly HttpContext _http;
    private readonly List<ApiField> _asked = [];

    private ApiRequest(HttpContext http, Actor actor)
    {
        _http = http;
        Actor = actor;
        Errors = new FieldErrors();
    }

    public Actor Actor { get; }

    public FieldErrors Errors { get; }

    /// <summary>The query parameters that the endpoint has asked for so far.</summary>
    public IReadOnlyList<ApiField> Asked => _asked;

    public ApiBody Body { get; private set; } = null!;

    public CancellationToken Cancel => _http.RequestAborted;

    /// <summary>Scheme and host the caller used, e.g. <c>https://portal.example</c>.</summary>
    public string Origin => $"{_http.Request.Scheme}://{_http.Request.Host}";

    public static async ValueTask<ApiRequest?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        _ = parameter;
        var request = new ApiRequest(context, context.Features.Get<Actor>() ?? throw new InvalidOperationException("The API group sets the actor."));
        if (HttpMethods.IsPost(context.Request.Method) || HttpMethods.IsPatch(context.Request.Method))
        {
            await request.ReadBodyAsync(context);
        }

        return request;
    }

    /// <summary>Without a request: whoever reads it learns which query parameters are asked for (<see cref="Asked"/>).</summary>
    public static ApiRequest Describing() => new(new DefaultHttpContext(), Actor.System) { Body = ApiBody.Empty() };

    /// <summary>Rows asked for, 1 to 200.</summary>
    public int Limit() => QueryInteger("limit") is { } limit && limit is > 0 and <= MaxLimit
        ? limit
        : _http.Request.Query.ContainsKey("limit") ? Fault("limit", $"Send 1 to {MaxLimit}.", DefaultLimit) : DefaultLimit;

    /// <summary>Where the list goes on: the value of <c>next_cursor</c>.</summary>
    public long? Cursor() => Query("cursor", ApiFieldKind.Text) is { } text
        ? long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var cursor) ? cursor : Fault<long?>("cursor", "Send the next_cursor of the page before.", null)
        : null;

    public string? QueryText(string name) => Query(name, ApiFieldKind.Text);

    /// <summary>The values of a parameter that may be repeated; what they are is the caller's to check.</summary>
    public IReadOnlyList<string?> QueryTexts(ApiField parameter)
    {
        _asked.Add(parameter);
        return _http.Request.Query[parameter.Name];
    }

    public int? QueryInteger(string name)
    {
        var text = Query(name, ApiFieldKind.Integer);
        return text is null ? null
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
            : Fault<int?>(name, "Send a whole number.", null);
    }

    /// <param name="synonyms">Other words for a value, e.g. "inactive" for paused.</param>
    public TEnum? QueryChoice<TEnum>(string name, params ReadOnlySpan<(string Word, TEnum Value)> synonyms)
        where TEnum : struct, Enum
    {
        var text = Query(name, ApiFieldKind.Choice, typeof(TEnum));
        return text is null ? null
            : ApiBody.TryChoose(text, synonyms, out var choice) ? choice
            : Fault<TEnum?>(name, ApiBody.Choices<TEnum>(), null);
    }

    public DateOnly? QueryDay(string name)
    {
        var text = Query(name, ApiFieldKind.Day);
        return text is null ? null
            : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day
            : Fault<DateOnly?>(name, "Send a day as yyyy-mm-dd.", null);
    }

    /// <summary>Call after all filters were asked for: an unknown one is refused instead of quietly giving too many rows.</summary>
    public void RefuseOtherFilters()
    {
        foreach (var name in _http.Request.Query.Keys)
        {
            if (!_asked.Exists(a => string.Equals(a.Name, name, StringComparison.OrdinalIgnoreCase)) && name is not ("limit" or "cursor"))
            {
                Errors.Add(name, "Unknown filter.");
            }
        }
    }

    private string? Query(string name, ApiFieldKind kind, Type? choices = null)
    {
        _asked.Add(new ApiField(name, kind, choices));
        var values = _http.Request.Query[name];
        if (values.Count > 1)
        {
            return Fault<string?>(name, "Send it once.", null);
        }

        // PostgreSQL refuses U+0000, and no name has a control character.
        var text = values.ToString().Trim();
        return text.Any(char.IsControl) ? Fault<string?>(name, "Control characters are not allowed.", null) : text.Length > 0 ? text : null;
    }

    private async Task ReadBodyAsync(HttpContext context)
    {
        try
        {
            using var buffer = new MemoryStream();
            await CopyBoundedAsync(context, buffer);
            CheckContentType(context.Request, buffer.Length);
            Body = new ApiBody(Parse(WithoutBom(buffer)), Errors);
        }
        catch (JsonException error)
        {
            throw new ApiBadRequest("json", $"The body is not valid JSON: line {error.LineNumber + 1}, column {error.BytePositionInLine + 1}.");
        }
        catch (InvalidOperationException)
        {
            throw new ApiBadRequest("json", "The body has half of a surrogate pair, which is no text.");
        }
    }

    private static JsonElement Parse(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            bytes = "{}"u8.ToArray();
        }
        else if (!Utf8.IsValid(bytes.Span))
        {
            throw new ApiBadRequest("json", "The body is not valid UTF-8.");
        }

        using var document = JsonDocument.Parse(bytes, Strict);
        return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : throw new ApiBadRequest("json", "The body must be a JSON object.");
    }

    private static void CheckContentType(HttpRequest request, long length)
    {
        if (length > 0 && request.ContentType is { Length: > 0 } && !request.HasJsonContentType())
        {
            throw new ApiBadRequest("content_type", "Send JSON, with Content-Type: application/json.", StatusCodes.Status415UnsupportedMediaType);
        }
    }

    private static async Task CopyBoundedAsync(HttpContext context, MemoryStream buffer)
    {
        var chunk = new byte[16 * 1024];
        int read;
        while ((read = await context.Request.Body.ReadAsync(chunk, context.RequestAborted)) > 0)
        {
            await buffer.WriteAsync(chunk.AsMemory(0, read), context.RequestAborted);
            if (buffer.Length > MaxBody)
            {
                throw new ApiBadRequest("body_too_large", "The body has more than 1 MiB.", StatusCodes.Status413PayloadTooLarge);
            }
        }
    }

    private static ReadOnlyMemory<byte> WithoutBom(MemoryStream buffer)
    {
        var bytes = buffer.ToArray();
        return bytes is [0xEF, 0xBB, 0xBF, ..] ? bytes.AsMemory(3) : bytes;
    }

    private T Fault<T>(string name, string message, T otherwise)
    {
        Errors.Add(name, message);
        return otherwise;
    }
}

/// <summary>A request that no endpoint can make sense of; the API group turns it into a problem document.</summary>
public sealed class ApiBadRequest(string code, string message, int status = StatusCodes.Status400BadRequest) : Exception(message)
{
    public string Code => code;

    public int Status => status;
}

using System.Globalization;
using System.Reflection;
using System.Text.Json;
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
    private readonly List<string> _askedQuery = ["limit", "cursor"];

    private ApiRequest(HttpContext http, Actor actor)
    {
        _http = http;
        Actor = actor;
        Errors = new FieldErrors();
    }

    public Actor Actor { get; }

    public FieldErrors Errors { get; }

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

    /// <summary>Rows asked for, 1 to 200.</summary>
    public int Limit() => QueryInteger("limit") is { } limit && limit is > 0 and <= MaxLimit
        ? limit
        : _http.Request.Query.ContainsKey("limit") ? Fault("limit", $"Send 1 to {MaxLimit}.", DefaultLimit) : DefaultLimit;

    /// <summary>Where the list goes on: the value of <c>next_cursor</c>.</summary>
    public long? Cursor() => _http.Request.Query["cursor"].ToString() is { Length: > 0 } text
        ? long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var cursor) ? cursor : Fault<long?>("cursor", "Send the next_cursor of the page before.", null)
        : null;

    public string? QueryText(string name)
    {
        _askedQuery.Add(name);
        return _http.Request.Query[name].ToString().Trim() is { Length: > 0 } text ? text : null;
    }

    public int? QueryInteger(string name)
    {
        var text = QueryText(name);
        return text is null ? null
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
            : Fault<int?>(name, "Send a whole number.", null);
    }

    public TEnum? QueryChoice<TEnum>(string name)
        where TEnum : struct, Enum
    {
        var text = QueryText(name);
        return text is null ? null
            : SnakeCase.TryParse<TEnum>(text, out var choice) ? choice
            : Fault<TEnum?>(name, "Send one of " + string.Join(", ", Enum.GetValues<TEnum>().Select(SnakeCase.Of)) + ".", null);
    }

    public DateOnly? QueryDay(string name)
    {
        var text = QueryText(name);
        return text is null ? null
            : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day
            : Fault<DateOnly?>(name, "Send a day as yyyy-mm-dd.", null);
    }

    /// <summary>Call after all filters were asked for: an unknown one is refused instead of quietly giving too many rows.</summary>
    public void RefuseOtherFilters()
    {
        foreach (var name in _http.Request.Query.Keys.Where(k => !_askedQuery.Contains(k, StringComparer.OrdinalIgnoreCase)))
        {
            Errors.Add(name, "Unknown filter.");
        }
    }

    private async Task ReadBodyAsync(HttpContext context)
    {
        JsonElement root;
        try
        {
            using var buffer = new MemoryStream();
            await CopyBoundedAsync(context, buffer);
            using var document = JsonDocument.Parse(buffer.Length == 0 ? "{}"u8.ToArray() : WithoutBom(buffer), Strict);
            root = document.RootElement.Clone();
        }
        catch (JsonException error)
        {
            throw new ApiBadRequest("json", $"The body is not valid JSON: line {error.LineNumber + 1}, column {error.BytePositionInLine + 1}.");
        }

        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new ApiBadRequest("json", "The body must be a JSON object.");
        }

        Body = new ApiBody(root, Errors);
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

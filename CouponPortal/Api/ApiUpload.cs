using System.Globalization;
using System.Reflection;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Features.Coupons.Import;
using CouponPortal.Features.Coupons.Import.Files;
using Microsoft.AspNetCore.Http.Features;

namespace CouponPortal.Api;

/// <summary>What an endpoint that takes a file gets: the key's actor, the file on the disk, the fields beside it. Fields may stand in the query instead.</summary>
public sealed class ApiUpload
{
    private readonly HttpContext _http;

    private ApiUpload(HttpContext http, UploadForm form) => (_http, Form) = (http, form);

    public Actor Actor => _http.Features.GetRequiredFeature<Actor>();

    public UploadForm Form { get; }

    public FieldErrors Errors { get; } = new();

    public CancellationToken Cancel => _http.RequestAborted;

    public static async ValueTask<ApiUpload?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        _ = parameter;
        try
        {
            var form = await UploadForm.ReadAsync(context.Request, context.RequestServices.GetRequiredService<ImportFolder>(), context.RequestAborted);
            context.Response.RegisterForDispose(form);
            return new ApiUpload(context, form);
        }
        catch (FileFaultException error)
        {
            var status = error.Fault.Code switch
            {
                "content_type" => StatusCodes.Status415UnsupportedMediaType,
                "too_large" => StatusCodes.Status413PayloadTooLarge,
                _ => StatusCodes.Status400BadRequest,
            };
            throw new ApiBadRequest(error.Fault.Code, error.Message, status);
        }
    }

    public bool Flag(string name)
    {
        switch (Text(name)?.ToUpperInvariant())
        {
            case null or "FALSE" or "0":
                return false;
            case "TRUE" or "1":
                return true;
            default:
                Errors.Add(name, "Send true or false.");
                return false;
        }
    }

    public int? Integer(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        Errors.Add(name, "Send a whole number.");
        return null;
    }

    public string? Text(string name) => Form.Text(name) ?? (_http.Request.Query[name].ToString().Trim() is { Length: > 0 } text ? text : null);

    /// <summary>Call last: refuses what was sent and is not among <paramref name="known"/>.</summary>
    public void RefuseOthers(IEnumerable<string> known)
    {
        foreach (var name in Form.Names.Concat(_http.Request.Query.Keys).Except(known, StringComparer.OrdinalIgnoreCase))
        {
            Errors.Add(name, "Unknown field.");
        }
    }
}

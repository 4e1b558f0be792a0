using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using CouponPortal.Tests.Api;
using CouponPortal.Tests.Support;

namespace CouponPortal.Tests.Features.Coupons.Import;

/// <summary>Short ways to upload a CSV over the API.</summary>
internal static class CsvUploads
{
    public static Task<ApiAnswer> UploadAsync(this PortalHost host, string? key, string csv, params (string Name, string Value)[] fields) =>
        host.UploadAsync(key, Encoding.UTF8.GetBytes(csv), fields);

    public static Task<ApiAnswer> UploadAsync(this PortalHost host, string? key, byte[] csv, params (string Name, string Value)[] fields) =>
        host.SendAsync(key, HttpMethod.Post, "coupons/bulk", Form(csv, fields));

    public static MultipartFormDataContent Form(byte[] csv, params (string Name, string Value)[] fields)
    {
        var form = new MultipartFormDataContent();
        foreach (var (name, value) in fields)
        {
            form.Add(new StringContent(value), name);
        }

        var file = new ByteArrayContent(csv);
        file.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        form.Add(file, "file", "coupons.csv");
        return form;
    }

    /// <summary>The answer's row of a line.</summary>
    public static JsonElement Row(this ApiAnswer answer, int line) => answer.Json.GetProperty("rows").EnumerateArray().Single(r => r.GetProperty("line").GetInt32() == line);

    /// <summary>Outcome and, of a rejected row, the columns at which it is refused.</summary>
    public static string Said(this ApiAnswer answer, int line)
    {
        var row = answer.Row(line);
        var columns = row.GetProperty("errors").EnumerateObject().Select(e => e.Name).Order(StringComparer.Ordinal);
        return string.Join(' ', [row.GetProperty("outcome").GetString()!, .. columns]);
    }

    public static string Counts(this ApiAnswer answer) => answer.Status != 200 ? answer.Text
        : string.Join(' ', ((string[])["created", "updated", "unchanged", "rejected"]).Select(n => answer.Json.GetProperty(n).GetInt32()));
}

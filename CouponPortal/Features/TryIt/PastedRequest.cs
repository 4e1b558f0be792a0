using System.Collections.Frozen;
using System.Text;
using CouponPortal.Domain;
using CouponPortal.Domain.Connections;
using CouponPortal.Domain.Coupons;
using CouponPortal.Intake;
using CouponPortal.Intake.Dialects.Admitad;
using CouponPortal.Intake.Dialects.Json;
using CouponPortal.Intake.Dialects.Native;
using CouponPortal.Intake.Dialects.Pepperjam;
using CouponPortal.Intake.Dialects.Sdk;
using CouponPortal.Intake.Dialects.Sheet;
using CouponPortal.Intake.Dialects.Shops;
using CouponPortal.Intake.Replay;

namespace CouponPortal.Features.TryIt;

/// <summary>A text that somebody pasted, as the request that it would have been.</summary>
/// <param name="Door">The door it would have come to.</param>
internal sealed record PastedRequest(string Door, RawRequest Request)
{
    /// <summary>Not a door of orders: a visit of a tracking link.</summary>
    public const string Link = "link";
    private const string FileStart = "data:";
    private const string FileData = ";base64,";
    private static readonly char[] Separators = [',', ';', '\t', '|'];

    private static readonly FrozenDictionary<string, string> ByPath = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        [""] = NativePostback.Door,
        ["postback"] = NativePostback.Door,
        ["r"] = AdmitadRequest.Door,
        ["tt"] = AdmitadRequest.Door,
        ["track"] = PepperjamTrack.Door,
        ["reversal"] = ReversalRequest.Door,
        ["sdk/conversion"] = SdkConversion.Door,
        ["api/v1/conversions"] = JsonOrder.Door,
        ["feeds/payments"] = DoorDialects.Xml,
        ["clk"] = Link,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>All that can be chosen.</summary>
    public static readonly IReadOnlyList<string> Doors =
    [
        NativePostback.Door, AdmitadRequest.Door, PepperjamTrack.Door, ReversalRequest.Door, SdkConversion.Door, JsonOrder.Door, DoorDialects.Xml, SheetOrders.Door, DoorDialects.Pull,
        .. Enum.GetValues<ConnectionKind>().Select(ShopDialect.DoorOf), Link,
    ];

    /// <summary>A file of orders as a text that can be tried.</summary>
    public static string OfFile(byte[] file) => $"{FileStart}application/octet-stream{FileData}{Convert.ToBase64String(file)}";

    /// <returns>Null for an address of the portal that takes no orders.</returns>
    public static string? DoorOf(string path)
    {
        var place = path.Trim('/');
        return ByPath.GetValueOrDefault(place)
            ?? place.Split('/') switch
            {
                [var hooks, var kind, _] when hooks.Equals("hooks", StringComparison.OrdinalIgnoreCase) && SnakeCase.TryParse<ConnectionKind>(kind, out var shop) => ShopDialect.DoorOf(shop),
                [var code] when CouponCode.TryNormalise(code, out var normal) && !CouponCode.Reserved.Contains(normal) => Link,
                _ => null,
            };
    }

    /// <param name="chosen">The door that was chosen; null = what the text itself says.</param>
    /// <param name="now">UTC; counts as the arrival.</param>
    /// <returns>Null when the text is none of what a door takes.</returns>
    public static PastedRequest? Of(string text, string? chosen, DateTime now)
    {
        text = text.Trim().ReplaceLineEndings("\n");
        if (Shape(text, now) is not var (door, request) || (chosen ?? door) is not { } meant)
        {
            return null;
        }

        // An address of another door than the chosen one is only where the text was copied from.
        var place = door == meant ? null : ByPath.Where(p => p.Value == meant && p.Key.Length > 0).Select(p => p.Key).Order(StringComparer.Ordinal).FirstOrDefault();
        return new(meant, place is null ? request : request with { Path = "/" + place });
    }

    private static (string? Door, RawRequest Request)? Shape(string text, DateTime now)
    {
        if (text.StartsWith("https://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("http://", StringComparison.OrdinalIgnoreCase))
        {
            // Wrapped by the mail it was copied from.
            text = text.Replace("\n", "", StringComparison.Ordinal);
            return Uri.TryCreate(text, UriKind.Absolute, out var uri) ? Address(uri.Host, text[text.IndexOf("://", StringComparison.Ordinal)..][3..], now) : null;
        }

        if (text.StartsWith(FileStart, StringComparison.OrdinalIgnoreCase))
        {
            return FileOf(text, now) is { } file ? (SheetOrders.Door, file) : null;
        }

        switch (text)
        {
            case ['/', ..]:
                return Address("", text, now);
            case ['{' or '[', ..]:
                return (JsonOrder.Door, Posted("/api/v1/conversions", "application/json", text, now));
            case ['<', ..]:
                return (DoorDialects.Xml, Posted("/feeds/payments", "application/xml", text, now));
        }

        if (StoredRequest.Parse(text, "", now) is { } whole)
        {
            whole = whole with { Query = whole.Query.Split(' ')[0], Path = whole.Path.Split(' ')[0] };
            return (DoorOf(whole.Path), whole);
        }

        var header = text.Split('\n')[0];
        if (Separators.Any(s => SheetColumns.Known(header.Split(s).Select(c => c.Trim('"'))) > 1))
        {
            return (SheetOrders.Door, Posted("/order-files", "text/csv", text, now));
        }

        return text.Contains('=', StringComparison.Ordinal) ? (NativePostback.Door, Got("", "/postback", text.TrimStart('?'), now))
            : CouponCode.TryNormalise(text, out var code) ? (Link, Got("", "/" + code, "", now))
            : null;
    }

    // A workbook is no text: it comes as the data URL that browsers make of a file.
    private static RawRequest? FileOf(string text, DateTime now)
    {
        var at = text.IndexOf(FileData, StringComparison.OrdinalIgnoreCase);
        var bytes = new byte[text.Length];
        return at > 0 && Convert.TryFromBase64String(text[(at + FileData.Length)..], bytes, out var length)
            ? Posted("/order-files", "application/octet-stream", "", now) with { Body = bytes[..length] }
            : null;
    }

    private static (string? Door, RawRequest Request) Address(string host, string rest, DateTime now)
    {
        rest = rest.Split('#')[0];
        var question = rest.IndexOf('?', StringComparison.Ordinal);
        var (place, query) = question < 0 ? (rest, "") : (rest[..question], rest[(question + 1)..]);
        var slash = place.IndexOf('/', StringComparison.Ordinal);
        var path = slash < 0 ? "/" : Uri.UnescapeDataString(place[slash..]);
        return (DoorOf(path), Got(host, path, query, now));
    }

    private static RawRequest Got(string host, string path, string query, DateTime now) =>
        new("GET", host, path, query, new Dictionary<string, string>(StringComparer.Ordinal), [], "", now);

    private static RawRequest Posted(string path, string type, string body, DateTime now) => new(
        "POST", "", path, "", new Dictionary<string, string>(StringComparer.Ordinal) { ["content-type"] = type }, Encoding.UTF8.GetBytes(body), "", now);
}

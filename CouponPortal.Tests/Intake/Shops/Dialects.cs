using System.Text;
using System.Text.Json;
using CouponPortal.Domain.Connections;
using CouponPortal.Domain.Conversions;
using CouponPortal.Intake;
using CouponPortal.Intake.Dialects.Shops;
using CouponPortal.Tests.Support;

namespace CouponPortal.Tests.Intake.Shops;

/// <summary>Reads a body as the intake does: masked first.</summary>
internal static class Dialects
{
    public static ShopReading Read(ConnectionKind kind, string body, string topic = "", Dictionary<string, string>? codes = null, string prefix = "")
    {
        var raw = Raw(body);
        var (masked, why) = ShopDocument.Read(raw, ShopDialect.KeptOf(kind));
        Assert.Null(why);
        using var document = JsonDocument.Parse(masked!);
        return ShopDialect.Read(kind, document.RootElement, new ShopContext(1, null, prefix, topic, id => codes?.GetValueOrDefault(id)), raw);
    }

    public static OrderFacts Order(ConnectionKind kind, string body, string topic = "", Dictionary<string, string>? codes = null, string prefix = "") =>
        Assert.IsType<Reading.Order>(Read(kind, body, topic, codes, prefix).Reading).Facts;

    public static CorrectionFacts Correction(ConnectionKind kind, string body, string topic = "") => Assert.IsType<Reading.Correction>(Read(kind, body, topic).Reading).Facts;

    public static (HitVerdict Verdict, string Code) Other(ConnectionKind kind, string body, string topic = "")
    {
        var ignored = Assert.IsType<Reading.Ignored>(Read(kind, body, topic).Reading);
        return (ignored.Verdict, ignored.Code);
    }

    public static RawRequest Raw(string body, string type = "application/json") => new(
        "POST", "portal.example", "/hooks/x/y", "", new Dictionary<string, string>(StringComparer.Ordinal) { ["content-type"] = type }, Encoding.UTF8.GetBytes(body), "203.0.113.9", TestDatabase.Start);
}

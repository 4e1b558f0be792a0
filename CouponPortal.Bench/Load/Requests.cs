using System.Globalization;
using System.Text;

namespace CouponPortal.Bench.Load;

/// <summary>What one case sends, made ready as bytes before the clock starts, and what its answers must be.</summary>
/// <param name="Status">E.g. <c>302</c>.</param>
/// <param name="Needle">Must stand in the body; empty = anything may.</param>
internal sealed record Requests(string Name, byte[][] Texts, byte[] Status, byte[] Needle)
{
    // Fixed width, so that a new order number is written over the old one.
    private const int OrderDigits = 12;
    private static readonly byte[] OrderField = "order_id="u8.ToArray();
    private static long _lastOrder;
    private int _next;

    public static Requests Clicks(IReadOnlyList<string> codes) => new("click", [.. codes.Select(code => Get("/" + code))], "302"u8.ToArray(), []);

    /// <param name="clicks">Codes, each with the public id of a click of it.</param>
    public static Requests Postbacks(IReadOnlyList<(string Code, string ClickId)> clicks) => new(
        "postback",
        [.. clicks.Select(c => Get($"/postback?coupon_code={c.Code}&transaction_id={c.ClickId}&amount=49.90&order_id={new string('0', OrderDigits)}"))],
        "200"u8.ToArray(),
        "\"duplicate\":false"u8.ToArray());

    /// <summary>The next request; a postback's order number has never been used before. Valid until the call after.</summary>
    public byte[] Next()
    {
        var text = Texts[_next = (_next + 1) % Texts.Length];
        var at = Needle.Length > 0 ? text.AsSpan().IndexOf(OrderField) : -1;
        if (at >= 0)
        {
            (++_lastOrder).TryFormat(text.AsSpan(at + OrderField.Length), out _, "D" + OrderDigits, CultureInfo.InvariantCulture);
        }

        return text;
    }

    private static byte[] Get(string target) => Encoding.ASCII.GetBytes($"GET {target} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: Mozilla/5.0 (X11; Linux x86_64)\r\n\r\n");
}

using CouponPortal.Data.Catalog;
using CouponPortal.Intake.Dialects.Native;

namespace CouponPortal.Tracking.Postbacks;

/// <summary><c>GET|POST /postback</c>, and on a tracking domain the root with a query: an order sent server to server (WIRE "Conversions").</summary>
public sealed class PostbackDoor(ParameterDoor doors, Catalog catalog)
{
    private static readonly string[] Telling = ["transaction_id", "click_id", "coupon_code", "promocode", "order_id", "verification_token"];

    /// <summary>
    /// Whether a request of <c>/</c> is Everflow's root form: with a <c>nid</c>, or on a tracking domain and naming a click, a code or an order. Anything else
    /// at the root is the portal's first page.
    /// </summary>
    public bool IsRootForm(HttpRequest request) =>
        request.QueryString.HasValue
        && (request.Query.ContainsKey("nid") || (IsTrackingDomain(request.Host.Host) && Array.Exists(Telling, request.Query.ContainsKey)));

    private bool IsTrackingDomain(string host) =>
        catalog.Current.ByHost(host) is not null || string.Equals(host, catalog.Current.DefaultTrackingDomain, StringComparison.OrdinalIgnoreCase);

    public Task InvokeAsync(HttpContext http) => doors.AnswerAsync(http, NativePostback.Door, NativePostback.Read, "GET", "POST");
}

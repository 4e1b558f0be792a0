using CouponPortal.Data.Catalog;
using CouponPortal.Intake.Dialects.Native;

namespace CouponPortal.Tracking.Postbacks;

/// <summary><c>GET|POST /postback</c>, and on a tracking domain the root with a query: an order sent server to server (WIRE "Conversions").</summary>
public sealed class PostbackDoor(ParameterDoor doors, Catalog catalog)
{
    /// <summary>
    /// Whether a request of <c>/</c> is Everflow's root form: with a <c>nid</c>, or on a tracking domain, and naming a click or a code. Anything else at the
    /// root is the portal's first page.
    /// </summary>
    public bool IsRootForm(HttpRequest request) =>
        request.QueryString.HasValue
        && (request.Query.ContainsKey("transaction_id") || request.Query.ContainsKey("coupon_code"))
        && (request.Query.ContainsKey("nid") || catalog.Current.ByHost(request.Host.Host) is not null
            || string.Equals(request.Host.Host, catalog.Current.DefaultTrackingDomain, StringComparison.OrdinalIgnoreCase));

    public Task InvokeAsync(HttpContext http) => doors.AnswerAsync(http, NativePostback.Door, NativePostback.Read, "GET", "POST");
}

namespace CouponPortal.Api;

/// <summary>What the lists of events share.</summary>
internal static class EventQueries
{
    /// <summary>The partner filter under any of its names (RULES §1).</summary>
    public static int? QueryPartner(this ApiRequest request)
    {
        int? partner = null;
        foreach (var name in (ReadOnlySpan<string>)["partner_id", "affiliate_id", "publisher_id"])
        {
            // Every name is asked for, so that none of them counts as an unknown filter.
            partner = request.QueryInteger(name) ?? partner;
        }

        return partner;
    }

    /// <summary>The coupon code filter; <c>sub3</c> (Pub. Unique 3) is its other name (S1).</summary>
    public static string? QueryCode(this ApiRequest request)
    {
        var (code, sub3) = (request.QueryText("coupon_code"), request.QueryText("sub3"));
        return code ?? sub3;
    }
}

using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Reports;
using CouponPortal.Features.Conversions;

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

    /// <summary>Days by a word, e.g. <c>last_30_days</c>; they stand above <c>from</c> and <c>to</c>.</summary>
    public static DatePreset? QueryDays(this ApiRequest request)
    {
        if (request.QueryText("range") is not { } text)
        {
            return null;
        }

        var preset = DatePresets.Read(text);
        if (preset is null)
        {
            request.Errors.Add("range", $"Send one of {string.Join(", ", Enum.GetValues<DatePreset>().Select(DatePresets.Of))}.");
        }

        return preset;
    }

    /// <summary>An amount in whole units of each order's own currency.</summary>
    public static decimal? QueryAmount(this ApiRequest request, string name)
    {
        if (request.QueryText(name) is not { } text)
        {
            return null;
        }

        var amount = ConversionFilter.ReadAmount(text);
        if (amount is null)
        {
            request.Errors.Add(name, "Send an amount with digits and a decimal point.");
        }

        return amount;
    }

    public static bool? QueryYesNo(this ApiRequest request, string name) => request.QueryChoice<YesNo>(name) is { } choice ? choice == YesNo.Yes : null;

    /// <summary>The id of a click or an order.</summary>
    /// <param name="ids">Null while the filters are described.</param>
    public static long? QueryEvent(this ApiRequest request, string name, PublicIds? ids)
    {
        if (request.QueryText(name) is not { } text || ids is null)
        {
            return null;
        }

        // An id of nobody's finds nothing; keys are positive.
        return ids.TryParse(text, out var key) ? key : 0;
    }
}

internal enum YesNo
{
    Yes,
    No,
}

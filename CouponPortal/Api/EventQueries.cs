using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Payouts;
using CouponPortal.Domain.Reports;

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

    /// <summary>An amount in the currency that is filtered by, in its minor units.</summary>
    public static long? QueryAmount(this ApiRequest request, string name, string? currency)
    {
        if (request.QueryText(name) is not { } text)
        {
            return null;
        }

        if (!Currencies.TryParse(currency, out var code))
        {
            request.Errors.Add(name, "Send currency as well: an amount without one means nothing.");
            return null;
        }

        var amount = MoneyReading.Parse(text, Currencies.Exponent(code));
        if (!amount.Ok)
        {
            request.Errors.Add(name, $"Send a decimal amount in {code}.");
        }

        return amount.Ok ? amount.Minor : null;
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

using System.Globalization;

namespace CouponPortal.Domain.Payouts;

public enum PayoutType
{
    Percent,
    Fixed,
}

/// <summary>What an offer pays its credited partner (RULES §5).</summary>
/// <param name="Value">Percent: ten-thousandths of a percent (10 % = 100,000). Fixed: minor units of <paramref name="Currency"/>.</param>
/// <param name="Currency">The offer's currency; a percentage is paid in the order's own.</param>
public readonly record struct PayoutTerms(PayoutType Type, long Value, string Currency)
{
    /// <summary>Decimals of a percentage that are kept.</summary>
    public const int PercentExponent = 4;

    public const long MaxPercentValue = 100 * 10_000;

    /// <summary>
    /// Minor units of <paramref name="currency"/>, rounded half to even; null when a fixed payout is in another currency than the order, which
    /// nobody can add up: staff decides.
    /// </summary>
    public long? For(long amountMinor, string currency) => Type switch
    {
        PayoutType.Percent => (long)decimal.Round(amountMinor * (decimal)Value / MaxPercentValue, 0, MidpointRounding.ToEven),
        PayoutType.Fixed => string.Equals(currency, Currency, StringComparison.Ordinal) ? Value : null,
        _ => throw new InvalidOperationException($"No payout rule for {Type}."),
    };

    /// <summary>Decimal text: a percentage without trailing zeros, or an amount with its currency's digits.</summary>
    public string Plain => Type == PayoutType.Percent
        ? (Value / 10_000m).ToString("0.####", CultureInfo.InvariantCulture)
        : MoneyText.Plain(Value, Currency);

    public string Display => Type == PayoutType.Percent ? Plain + " %" : MoneyText.Display(Value, Currency);
}

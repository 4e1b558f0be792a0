using System.Collections.Frozen;
using System.Globalization;

namespace CouponPortal.Domain.Payouts;

/// <summary>ISO 4217 currencies in use, with the digits of their minor unit.</summary>
public static class Currencies
{
    private static readonly FrozenDictionary<string, int> Exponents = Build();

    /// <summary>Upper-cases and trims. False for what is not a currency in use (also <c>XXX</c> and metals).</summary>
    public static bool TryParse(string? text, out string code)
    {
        code = text?.Trim().ToUpperInvariant() ?? "";
        return Exponents.ContainsKey(code);
    }

    /// <summary>Digits after the point; 2 for an unknown currency, which no stored row has.</summary>
    public static int Exponent(string code) => Exponents.GetValueOrDefault(code, 2);

    public static IReadOnlyList<string> All => [.. Exponents.Keys.Order(StringComparer.Ordinal)];

    private static FrozenDictionary<string, int> Build()
    {
        var exponents = new Dictionary<string, int>(StringComparer.Ordinal);
        Add(0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF");
        Add(3, "BHD IQD JOD KWD LYD OMR TND");
        Add(2, "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VES WST XCD YER ZAR ZMW ZWG");
        return exponents.ToFrozenDictionary(StringComparer.Ordinal);

        void Add(int exponent, string codes)
        {
            foreach (var code in codes.Split(' '))
            {
                exponents.Add(code, exponent);
            }
        }
    }
}

/// <summary>An amount as it is shown and sent: decimal text of minor units, always with the currency's digits.</summary>
public static class MoneyText
{
    /// <summary>Plain decimal, e.g. <c>1234.50</c>, for the API and for files.</summary>
    public static string Plain(long minor, string currency)
    {
        var exponent = Currencies.Exponent(currency);
        return ToDecimal(minor, exponent).ToString("F" + exponent, CultureInfo.InvariantCulture);
    }

    /// <summary>For people, e.g. <c>1,234.50 USD</c>.</summary>
    public static string Display(long minor, string currency)
    {
        var exponent = Currencies.Exponent(currency);
        return ToDecimal(minor, exponent).ToString("N" + exponent, CultureInfo.InvariantCulture) + " " + currency;
    }

    private static decimal ToDecimal(long minor, int exponent)
    {
        var value = (decimal)minor;
        for (var i = 0; i < exponent; i++)
        {
            value /= 10m;
        }

        return value;
    }
}

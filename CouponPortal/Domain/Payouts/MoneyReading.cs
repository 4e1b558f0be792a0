namespace CouponPortal.Domain.Payouts;

public enum MoneyFault
{
    None,
    Format,
    Negative,
    TooManyDecimals,
    TooLarge,
}

/// <summary>
/// The one money parser. Grammar, ASCII alone: <c>1234</c>, <c>1234.5</c>, <c>1,234.50</c> (groups of three, and only before a decimal point:
/// <c>1,000</c> could mean one or a thousand, so it is refused). No sign, blank, exponent or currency symbol.
/// </summary>
public readonly record struct MoneyReading(long Minor, MoneyFault Fault)
{
    /// <summary>Largest amount taken: ten thousand million major units at two digits; sums of a million such rows still fit 64 bits.</summary>
    public const long MaxMinor = 1_000_000_000_000;

    public bool Ok => Fault == MoneyFault.None;

    /// <param name="text">Surrounding ASCII blanks are dropped.</param>
    /// <param name="exponent">Digits of the minor unit; further digits are accepted only when they are zeros.</param>
    public static MoneyReading Parse(ReadOnlySpan<char> text, int exponent)
    {
        text = text.Trim(' ');
        // A digit after it: without, a body full of minus signs would call this once a sign until the stack is full, and the process dies.
        if (text.Length > 1 && text[0] == '-' && char.IsAsciiDigit(text[1]) && Parse(text[1..], exponent).Fault is MoneyFault.None or MoneyFault.TooManyDecimals)
        {
            return new(0, MoneyFault.Negative);
        }

        var point = text.IndexOf('.');
        var whole = point < 0 ? text : text[..point];
        var fraction = point < 0 ? [] : text[(point + 1)..];
        if ((point >= 0 && fraction.IsEmpty) || !IsDigits(fraction) || !TryWhole(whole, grouped: point >= 0, out var minor, out var tooLarge))
        {
            return new(0, MoneyFault.Format);
        }

        if (fraction.Length > exponent && fraction[exponent..].ContainsAnyExcept('0'))
        {
            return new(0, MoneyFault.TooManyDecimals);
        }

        for (var i = 0; i < exponent && !tooLarge; i++)
        {
            minor = (minor * 10) + (i < fraction.Length ? fraction[i] - '0' : 0);
            tooLarge = minor > MaxMinor;
        }

        return tooLarge ? new(0, MoneyFault.TooLarge) : new(minor, MoneyFault.None);
    }

    private static bool TryWhole(ReadOnlySpan<char> whole, bool grouped, out long value, out bool tooLarge)
    {
        value = 0;
        tooLarge = false;
        if (whole.IsEmpty || !char.IsAsciiDigit(whole[0]))
        {
            return false;
        }

        var firstComma = whole.IndexOf(',');
        for (var i = 0; i < whole.Length; i++)
        {
            var fromEnd = whole.Length - i;
            if (whole[i] == ',')
            {
                if (!grouped || fromEnd % 4 != 0 || firstComma > 3)
                {
                    return false;
                }
            }
            else if (!char.IsAsciiDigit(whole[i]) || (firstComma >= 0 && i > firstComma && fromEnd % 4 == 0))
            {
                return false;
            }
            else if (!tooLarge)
            {
                value = (value * 10) + (whole[i] - '0');
                tooLarge = value > MaxMinor;
            }
        }

        return true;
    }

    private static bool IsDigits(ReadOnlySpan<char> text) => !text.ContainsAnyExceptInRange('0', '9');
}

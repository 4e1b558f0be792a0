using System.Globalization;
using CouponPortal.Domain;
using CouponPortal.Domain.Cases;
using CouponPortal.Domain.Coupons;
using CouponPortal.Domain.MissingSales;
using CouponPortal.Domain.Payouts;

namespace CouponPortal.Features.PartnerPortal.MissingSale;

/// <summary>The question as it is typed.</summary>
public sealed record MissingSaleDraft
{
    internal const string NoShop = "Choose the shop.";
    private const int OldestDays = 400;

    public int? AdvertiserId { get; set; }
    public string Code { get; set; } = "";
    public string OrderId { get; set; } = "";
    public DateOnly? Day { get; set; }

    /// <summary>Decimal text.</summary>
    public string Amount { get; set; } = "";

    /// <summary>Empty = the shop's.</summary>
    public string Currency { get; set; } = "";

    /// <summary>Reads it as a question to this shop; faults that need no look into the store.</summary>
    /// <param name="today">In the shop's zone.</param>
    public MissingSaleQuestion? Read(OwnShop? shop, DateOnly today, FieldErrors errors)
    {
        if (shop is null)
        {
            errors.Add("advertiser_id", NoShop);
            return null;
        }

        var (code, number) = (ReadCode(errors), ReadNumber(errors));
        if (number is not null && Code.Trim().Length == 0)
        {
            errors.Add("code", "Give the code that was used as well: the answer is about your code on this order.");
        }

        var (amount, currency) = ReadAmount(shop, errors);
        if (OrderId.Trim().Length == 0 && (Day is null || Amount.Trim().Length == 0))
        {
            errors.Add("order_id", "Give the order number with your code; without the number, the day and the amount.");
        }

        if (Day > today.AddDays(1))
        {
            errors.Add("day", "This day is still to come.");
        }
        else if (Day < today.AddDays(-OldestDays))
        {
            errors.Add("day", $"Days of the last {OldestDays} can be looked up.");
        }

        return errors.Any ? null : new(code, number, Day, amount, amount is null ? null : currency);
    }

    private string? ReadCode(FieldErrors errors)
    {
        if (Code.Trim().Length == 0)
        {
            return null;
        }

        if (CouponCode.TryNormalise(Code, out var code))
        {
            return code;
        }

        errors.Add("code", "A code is 3 to 50 letters and digits.");
        return null;
    }

    private string? ReadNumber(FieldErrors errors)
    {
        var number = OrderId.Trim();
        if (number.Length > SaleCase.MaxOrderId || number.Any(c => char.IsControl(c) || char.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.Surrogate))
        {
            errors.Add("order_id", $"An order number has at most {SaleCase.MaxOrderId} characters, and no invisible ones.");
            return null;
        }

        return number.Length > 0 ? number : null;
    }

    private (long? Minor, string Currency) ReadAmount(OwnShop shop, FieldErrors errors)
    {
        var currency = shop.Currency;
        if (Currency.Trim().Length > 0 && !Currencies.TryParse(Currency, out currency))
        {
            errors.Add("currency", "Give the three letters of the currency, as USD.");
            return (null, shop.Currency);
        }

        if (Amount.Trim().Length == 0)
        {
            return (null, currency);
        }

        var reading = MoneyReading.Parse(Amount.Trim(), Currencies.Exponent(currency));
        if (!reading.Ok || reading.Minor == 0)
        {
            errors.Add("amount", $"Give digits with a decimal point, as {MoneyText.Plain(4_995, currency)}.");
            return (null, currency);
        }

        return (reading.Minor, currency);
    }
}

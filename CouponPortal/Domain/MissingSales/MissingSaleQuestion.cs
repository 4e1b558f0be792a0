using CouponPortal.Domain.Advertisers;

namespace CouponPortal.Domain.MissingSales;

/// <summary>A partner's question where a sale is: by its order number, else by day and amount.</summary>
/// <param name="Code">Normal form of one of the partner's own codes; always given with an order number.</param>
/// <param name="OrderId">As the shop spells it: compared exactly; null = not known.</param>
/// <param name="Day">Of the order, in the shop's time zone.</param>
/// <param name="Amount">Minor units of <paramref name="Currency"/>.</param>
public sealed record MissingSaleQuestion(string? Code, string? OrderId, DateOnly? Day, long? Amount, string? Currency)
{
    /// <summary>Days that an order may lie beside the one asked for: a shopper rarely knows the minute, and shops have time zones of their own.</summary>
    public const int DaysBeside = 1;

    /// <summary>What an amount may differ by, in per cent: postage and taxes are counted in or not.</summary>
    public const int PercentBeside = 10;

    /// <summary>The instants of the days that are looked at, the end exclusive; null without a day.</summary>
    public (DateTime Start, DateTime End)? Times(TimeZoneInfo zone) => Day is { } day
        ? (LocalDays.StartUtc(day.AddDays(-DaysBeside), zone), LocalDays.EndUtc(day.AddDays(DaysBeside), zone))
        : null;

    /// <summary>The amounts that are near enough, both ends included; null without an amount.</summary>
    public (long Least, long Most)? Amounts => Amount is { } amount ? (amount - (amount * PercentBeside / 100), amount + (amount * PercentBeside / 100)) : null;
}

using System.Globalization;
using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Payouts;
using CouponPortal.Domain.Reports;
using CouponPortal.Intake;

namespace CouponPortal.Features.Conversions;

/// <summary>Which orders a list shows; null = any. Texts are exactly as stored unless said otherwise.</summary>
public sealed record ConversionFilter
{
    public int? AdvertiserId { get; init; }
    public int? OfferId { get; init; }

    /// <summary>The credited partner.</summary>
    public int? PartnerId { get; init; }

    /// <summary>Coupon code or Pub. Unique 3, in any case, with or without blanks around it.</summary>
    public string? CouponCode { get; init; }
    public string? Sub1 { get; init; }
    public string? Sub2 { get; init; }

    /// <summary>Pub. Unique 3 as it is shown: what was sent, else the coupon code; in any case.</summary>
    public string? Sub3 { get; init; }
    public string? Sub4 { get; init; }
    public string? Sub5 { get; init; }

    /// <summary>Exactly as sent: order ids that differ in case are different orders.</summary>
    public string? OrderId { get; init; }
    public string? Event { get; init; }
    public string? Door { get; init; }
    public ConversionStatus? Status { get; init; }
    public AttributionOutcome? Outcome { get; init; }
    public AttributionBasis? Basis { get; init; }
    public ConversionFlags? Flag { get; init; }

    /// <summary>Leaves test orders out, which lists show and no sum and no file has.</summary>
    public bool WithoutTests { get; init; }
    public string? Currency { get; init; }

    /// <summary>In whole units of each order's own currency; included.</summary>
    public decimal? AmountFrom { get; init; }
    public decimal? AmountTo { get; init; }
    public long? ClickId { get; init; }

    /// <summary>With a click, or without any.</summary>
    public bool? HasClick { get; init; }

    /// <summary>Taken back in full or in part, or not at all.</summary>
    public bool? IsReversed { get; init; }

    /// <summary>Whom the order would have gone to without exclusive codes.</summary>
    public int? CounterfactualPartnerId { get; init; }
    public int? SuppressedPartnerId { get; init; }

    /// <summary>Days of the order time by a word; it stands above <see cref="From"/> and <see cref="To"/>.</summary>
    public DatePreset? Days { get; init; }

    /// <summary>First day of the order time, in the advertiser's time zone when <see cref="AdvertiserId"/> is given, else UTC.</summary>
    public DateOnly? From { get; init; }

    /// <summary>Last day, included.</summary>
    public DateOnly? To { get; init; }

    /// <summary>First day of the arrival, in the same zone.</summary>
    public DateOnly? ReceivedFrom { get; init; }

    /// <summary>Last day, included.</summary>
    public DateOnly? ReceivedTo { get; init; }

    public bool HasDays => Days is not null || From is not null || To is not null || ReceivedFrom is not null || ReceivedTo is not null;

    /// <summary>Adds an error for days that are upside down.</summary>
    public void CheckDays(FieldErrors errors)
    {
        DayRange.Check(From, To, errors);
        if (ReceivedFrom > ReceivedTo)
        {
            errors.Add("received_to", "The last day lies before the first.");
        }
    }

    /// <summary>The instants of its days.</summary>
    internal DayRange RangeIn(TimeZoneInfo zone, DateTime utcNow)
    {
        var days = new ReportRange(Days, From, To).Days(utcNow, zone);
        return DayRange.Of(days.From, days.To, zone);
    }

    internal IQueryable<Conversion> ApplyTo(IQueryable<Conversion> rows, TimeZoneInfo zone, DateTime utcNow)
    {
        if (Texts.Any(t => t?.Contains('\0') == true))
        {
            // No stored text has it, and PostgreSQL refuses it even as a parameter.
            return rows.Where(c => false);
        }

        var range = RangeIn(zone, utcNow);
        rows = AdvertiserId is { } advertiser ? rows.Where(c => c.AdvertiserId == advertiser) : rows;
        rows = OfferId is { } offer ? rows.Where(c => c.OfferId == offer) : rows;
        rows = PartnerId is { } partner ? rows.Where(c => c.PartnerId == partner) : rows;
        rows = Status is { } status ? rows.Where(c => c.Status == status) : rows;
        rows = Outcome is { } outcome ? rows.Where(c => c.Outcome == outcome) : rows;
        rows = Basis is { } basis ? rows.Where(c => c.Basis == basis) : rows;
        rows = Flag is { } flag && flag != ConversionFlags.None ? rows.Where(c => (c.Flags & flag) == flag) : rows;
        rows = WithoutTests ? rows.Where(c => (c.Flags & ConversionFlags.Test) == ConversionFlags.None) : rows;
        rows = ApplyAmounts(rows);
        rows = ClickId is { } click ? rows.Where(c => c.ClickId == click) : rows;
        rows = HasClick is { } hasClick ? rows.Where(c => hasClick ? c.ClickId != null : c.ClickId == null) : rows;
        rows = IsReversed is { } isReversed ? rows.Where(c => isReversed ? c.Reversed > 0 : c.Reversed == 0) : rows;
        rows = CounterfactualPartnerId is { } counterfactual ? rows.Where(c => c.CounterfactualPartnerId == counterfactual) : rows;
        rows = SuppressedPartnerId is { } suppressed ? rows.Where(c => c.SuppressedPartnerId == suppressed) : rows;

        // Its key is the arrival's, and has the indexes.
        var arrived = DayRange.Of(ReceivedFrom, ReceivedTo, zone);
        var (firstKey, nextKey) = (EventKey.First(arrived.Start ?? DateTime.UnixEpoch), EventKey.First(arrived.End ?? DateTime.MaxValue));
        rows = arrived.Start is not null ? rows.Where(c => c.Id >= firstKey) : rows;
        rows = arrived.End is not null ? rows.Where(c => c.Id < nextKey) : rows;
        rows = range.Start is { } start ? Since(rows, start, range.End, utcNow).Where(c => c.OrderTime >= start) : rows;
        return ApplyTexts(range.End is { } end ? rows.Where(c => c.OrderTime < end) : rows);
    }

    // An order arrives after its time. Of days that go on until now the key has nearly the same rows as the order time, and it is what the newest arrivals are sorted by:
    // bounded on both sides it is what SQLite goes by, instead of sorting all of the days.
    private static IQueryable<Conversion> Since(IQueryable<Conversion> rows, DateTime start, DateTime? end, DateTime utcNow)
    {
        if (end < utcNow - TimeSpan.FromDays(2) || start < DateTime.UnixEpoch.AddDays(1))
        {
            return rows;
        }

        var (first, next) = (EventKey.First(start - Judgement.MaxAhead), long.MaxValue);
        return rows.Where(c => c.Id >= first && c.Id < next);
    }

    // Orders of yen and of euros stand in one list, and 100 is 100 of either.
    private IQueryable<Conversion> ApplyAmounts(IQueryable<Conversion> rows)
    {
        if (AmountFrom is { } from)
        {
            var (none, two, three) = (Least(from, 0), Least(from, 2), Least(from, 3));
            rows = rows.Where(c => c.Amount >= (WithoutMinor.Contains(c.Currency) ? none : WithMils.Contains(c.Currency) ? three : two));
        }

        if (AmountTo is { } to)
        {
            var (none, two, three) = (Most(to, 0), Most(to, 2), Most(to, 3));
            rows = rows.Where(c => c.Amount <= (WithoutMinor.Contains(c.Currency) ? none : WithMils.Contains(c.Currency) ? three : two));
        }

        return rows;
    }

    private static readonly string[] WithoutMinor = [.. Currencies.All.Where(c => Currencies.Exponent(c) == 0)];
    private static readonly string[] WithMils = [.. Currencies.All.Where(c => Currencies.Exponent(c) == 3)];

    /// <summary>Whole units that a filter can hold; more than any order has.</summary>
    public static decimal MostAmount => MoneyReading.MaxMinor;

    /// <summary>A plain decimal number of whole units.</summary>
    public static decimal? ReadAmount(string? text) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var amount) && amount <= MostAmount
            ? amount : null;

    private static long Least(decimal amount, int exponent) => (long)decimal.Ceiling(amount * Scale(exponent));

    private static long Most(decimal amount, int exponent) => (long)decimal.Floor(amount * Scale(exponent));

    private static decimal Scale(int exponent) => exponent switch { 0 => 1m, 3 => 1_000m, _ => 100m };

    private string?[] Texts => [CouponCode, Sub1, Sub2, Sub3, Sub4, Sub5, OrderId, Event, Door, Currency];

    private IQueryable<Conversion> ApplyTexts(IQueryable<Conversion> rows)
    {
        var (code, sub3) = (CouponCode?.Trim().ToUpperInvariant(), Sub3?.Trim().ToUpperInvariant());
        var (name, currency) = (Event is null ? null : OrderKey.NormaliseEvent(Event), Currency?.Trim().ToUpperInvariant());
        rows = string.IsNullOrEmpty(code) ? rows : rows.Where(c => c.CouponCode == code || c.Sub3!.ToUpper() == code);
        rows = string.IsNullOrEmpty(sub3) ? rows : rows.Where(c => (c.Sub3 == null && c.CouponCode == sub3) || c.Sub3!.ToUpper() == sub3);
        rows = string.IsNullOrEmpty(Sub1) ? rows : rows.Where(c => c.Sub1 == Sub1);
        rows = string.IsNullOrEmpty(Sub2) ? rows : rows.Where(c => c.Sub2 == Sub2);
        rows = string.IsNullOrEmpty(Sub4) ? rows : rows.Where(c => c.Sub4 == Sub4);
        rows = string.IsNullOrEmpty(Sub5) ? rows : rows.Where(c => c.Sub5 == Sub5);
        rows = string.IsNullOrEmpty(OrderId) ? rows : rows.Where(c => c.OrderId == OrderId);
        rows = name is null ? rows : rows.Where(c => c.Event == name);
        rows = string.IsNullOrEmpty(Door) ? rows : rows.Where(c => c.Door == Door);
        return string.IsNullOrEmpty(currency) ? rows : rows.Where(c => c.Currency == currency);
    }
}

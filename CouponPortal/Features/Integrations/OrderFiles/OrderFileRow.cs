using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Payouts;
using CouponPortal.Intake.Dialects.Feeds;
using CouponPortal.Intake.Feeds;

namespace CouponPortal.Features.Integrations.OrderFiles;

/// <summary>What a row of a file would become, or became.</summary>
/// <param name="Row">Its number in the file.</param>
/// <param name="Code">The coupon code as sent.</param>
/// <param name="Amount">As people read it, with its currency; null where there is none.</param>
/// <param name="ConversionId">The conversion's key; null before it is applied, and where there is none.</param>
/// <param name="Reasons">Stable codes.</param>
/// <param name="Message">For people, of a refused or held row.</param>
public sealed record OrderFileRow(
    int Row, FeedOutcome Outcome, string? OrderId, string? Code, string? Amount, ConversionStatus? Status, AttributionOutcome? Credit, int? PartnerId, long? ConversionId,
    IReadOnlyList<string> Reasons, string? Message)
{
    private static readonly JsonSerializerOptions Json = new() { Converters = { new JsonStringEnumConverter() }, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(IEnumerable<OrderFileRow> rows) => JsonSerializer.Serialize(rows, Json);

    /// <returns>None for an empty text.</returns>
    public static IReadOnlyList<OrderFileRow> Read(string json) => json.Length == 0 ? [] : JsonSerializer.Deserialize<List<OrderFileRow>>(json, Json)!;

    public static OrderFileRow Of(FeedResult result)
    {
        var receipt = result.Answer?.Receipt;
        return Begin(result.Row) with
        {
            Outcome = result.Outcome,
            Status = receipt?.Status,
            Credit = receipt?.Outcome,
            PartnerId = receipt?.PartnerId,
            ConversionId = receipt?.ConversionId,
            Reasons = result.Reasons,
            Message = result.Answer?.Why?.Message ?? Begin(result.Row).Message,
        };
    }

    /// <summary>What the file alone says of it.</summary>
    public static OrderFileRow Begin(FeedRow row)
    {
        var facts = (row.Reading as Intake.Reading.Order)?.Facts;
        return row.Reading switch
        {
            Intake.Reading.Refused refused => new(row.Row, FeedOutcome.Refused, row.OrderId, null, null, null, null, null, null, [refused.Why.Code], refused.Why.Message),
            Intake.Reading.Ignored held => new(row.Row, FeedOutcome.Held, row.OrderId, null, null, null, null, null, null, [held.Code], held.Message),
            _ => new(row.Row, FeedOutcome.Accepted, row.OrderId, facts is null ? null : string.Join(", ", facts.Codes), facts?.Items is [var first, ..] ? first.PriceText : null, null, null, null, null, [], null),
        };
    }

    public static string Money(long minor, string currency) => MoneyText.Display(minor, currency);
}

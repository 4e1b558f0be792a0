using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using CouponPortal.Domain;
using CouponPortal.Features.Coupons.Bulk;

namespace CouponPortal.Features.Coupons.Import.Columns;

/// <param name="Field">Column name.</param>
public sealed record FieldChange(string Field, string Old, string New);

/// <summary>What the page and the API say of a row beside its outcome.</summary>
/// <param name="Errors">By column name.</param>
/// <param name="CouponId">The coupon that is changed; a created one is found by its code.</param>
public sealed record RowDetail(
    IReadOnlyDictionary<string, string[]> Errors, IReadOnlyList<FieldChange> Changes, IReadOnlyList<string> Notices, int? CouponId)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static RowDetail Plain { get; } = new(new Dictionary<string, string[]>(StringComparer.Ordinal), [], [], null);

    /// <param name="columnOf">The column at which a fault of a coupon's field is shown.</param>
    public static RowDetail Of(EntryVerdict verdict, FieldErrors? faults, Func<string, string> columnOf)
    {
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        foreach (var (column, messages) in faults?.ByField ?? new Dictionary<string, string[]>(StringComparer.Ordinal))
        {
            errors[column] = messages;
        }

        foreach (var (field, messages) in verdict.Errors.ByField)
        {
            // A cell that could not be read has been said to be wrong; what the rules make of its absence is noise.
            var column = columnOf(field);
            if (faults is null || faults.For(column).Count == 0)
            {
                errors[column] = [.. errors.GetValueOrDefault(column, []), .. messages];
            }
        }

        var changes = verdict is { Kind: EntryOutcome.Updated, Before: { } before, After: { } after } ? DraftDifferences.Of(before, after) : [];
        return new(errors, changes, verdict.Notices, verdict.Kind == EntryOutcome.Created ? null : verdict.CouponId);
    }

    /// <summary>Empty text stands for <see cref="Plain"/>.</summary>
    public static RowDetail Parse(string json) => json.Length == 0 ? Plain : JsonSerializer.Deserialize<RowDetail>(json, Json)!;

    public string ToJson() => Errors.Count == 0 && Changes.Count == 0 && Notices.Count == 0 && CouponId is null ? "" : JsonSerializer.Serialize(this, Json);
}

using CouponPortal.Domain;

namespace CouponPortal.Features.Coupons.Import.Columns;

/// <summary>What a row changes, field by field, as a file would say it.</summary>
internal static class DraftDifferences
{
    public static IReadOnlyList<FieldChange> Of(CouponDraft before, CouponDraft after)
    {
        var changes = new List<FieldChange>();
        Add(ImportField.CouponCode, before.Code, after.Code);
        Add(ImportField.OfferId, $"{before.OfferId}", $"{after.OfferId}");
        Add(ImportField.AffiliateId, Ids(before.PartnerIds), Ids(after.PartnerIds));
        Add(ImportField.Visibility, SnakeCase.Of(before.Visibility), SnakeCase.Of(after.Visibility));
        Add(ImportField.Status, SnakeCase.Of(before.Status), SnakeCase.Of(after.Status));
        Add(ImportField.StartDate, Day(before.StartDate), Day(after.StartDate));
        Add(ImportField.EndDate, Day(before.EndDate), Day(after.EndDate));
        Add(ImportField.Description, before.Description, after.Description);
        Add(ImportField.IsDescriptionPlainText, Flag(before.IsDescriptionPlainText), Flag(after.IsDescriptionPlainText));
        Add(ImportField.Notes, before.InternalNote, after.InternalNote);
        return changes;

        void Add(ImportField field, string old, string now)
        {
            if (!string.Equals(old, now, StringComparison.Ordinal))
            {
                changes.Add(new(ImportFields.NameOf(field), old, now));
            }
        }
    }

    private static string Ids(IReadOnlyList<int> ids) => string.Join(';', ids);

    private static string Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture) ?? "";

    private static string Flag(bool value) => value ? "true" : "false";
}

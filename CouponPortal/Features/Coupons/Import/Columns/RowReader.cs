using CouponPortal.Domain;
using CouponPortal.Domain.Coupons;
using CouponPortal.Features.Coupons.Bulk;
using CouponPortal.Features.Coupons.Import.Files;

namespace CouponPortal.Features.Coupons.Import.Columns;

/// <summary>Rows as entries of a bulk act (WIRE, “Coupon CSV”). In an update a blank cell keeps the value and “-” takes a partner or a day away.</summary>
/// <param name="offerId">The offer of rows that name none.</param>
internal sealed class RowReader(ColumnMatch columns, CouponBatchKind mode, int? offerId)
{
    private readonly int? _affiliate = columns.IndexOf(ImportField.AffiliateId);

    // Asked for a dozen times a row.
    private readonly int?[] _places = [.. Enum.GetValues<ImportField>().Select(columns.IndexOf)];

    public int CodeColumn { get; } = columns.IndexOf(ImportField.CouponCode) ?? throw new InvalidOperationException("The columns were not checked.");

    public int? AffiliateColumn => _affiliate;

    /// <summary>The e-mail that stands for the row's partner; null when there is none.</summary>
    private string? EmailOf(WorkbenchRow row) => _affiliate is { } index && row.Cells[index].Contains('@', StringComparison.Ordinal) ? row.Cells[index].Trim() : null;

    /// <param name="byEmail">The partners of each e-mail in the rows.</param>
    public CouponEntry Read(WorkbenchRow row, IReadOnlyDictionary<string, IReadOnlyList<int>> byEmail)
    {
        var faults = new FieldErrors();
        var cells = new CellReading(row.Cells, _places, faults);
        var change = Changed(cells, PartnersOf(cells, row, byEmail, faults), faults);
        var couponId = mode == CouponBatchKind.Update ? cells.Id(ImportField.CouponCodeId) : null;
        var key = Workbench.SortKey(row.Cells[CodeColumn]);
        var isOdd = key == Workbench.Odd;
        if (isOdd)
        {
            cells.Fault<string>(ImportField.CouponCode, CouponCode.Message(CodeFault.Characters));
        }

        return new(row.Line, isOdd ? key : cells.Text(ImportField.CouponCode), isOdd ? null : couponId, change.ApplyTo) { Faults = faults.Any ? faults : null };
    }

    /// <summary>The column at which a fault of a coupon's field is shown.</summary>
    public string ColumnOf(string field, WorkbenchRow row)
    {
        var column = ImportFields.Of(field);
        if (column == ImportField.AffiliateId && columns.IndexOf(ImportField.PrivateIds) is { } list && (row.Cells[list].Length > 0 || _affiliate is null))
        {
            column = ImportField.PrivateIds;
        }

        return column is { } known ? ImportFields.NameOf(known) : field;
    }

    private RowChange Changed(CellReading cells, IReadOnlyList<int>? partners, FieldErrors faults)
    {
        var exclusive = cells.Digit(ImportField.Exclusive);
        var visibility = VisibilityOf(cells, exclusive);
        if (visibility == CouponVisibility.Exclusive && partners?.Count > 1)
        {
            var column = cells.Ids(ImportField.PrivateIds)?.Count > 1 || cells.Text(ImportField.PrivateIds).Length > 0 ? ImportField.PrivateIds : ImportField.AffiliateId;
            partners = cells.Fault<IReadOnlyList<int>>(column, "An Exclusive code has exactly one partner; remove the others.");
        }

        if (cells.Text(ImportField.MatchMode).ToUpperInvariant() is not ("" or "LI"))
        {
            cells.Fault<string>(ImportField.MatchMode, "Only literal codes (LI) can be coupons; a pattern is no code.");
        }

        var status = cells.Status();
        if (mode == CouponBatchKind.Add && status is null && columns.Has(ImportField.Status) && faults.For(ImportFields.NameOf(ImportField.Status)).Count == 0)
        {
            cells.Fault<string>(ImportField.Status, "Write active or paused.");
        }

        var start = cells.Day(ImportField.StartDate, out var hasStart);
        var end = cells.Day(ImportField.EndDate, out var hasEnd);
        return new(mode == CouponBatchKind.Add)
        {
            Code = cells.Text(ImportField.CouponCode),
            OfferId = cells.Id(ImportField.OfferId) ?? (mode == CouponBatchKind.Add && faults.For("offer_id").Count == 0 ? offerId : null),
            Visibility = visibility,
            NoLongerExclusive = exclusive == false,
            PartnerIds = partners,
            HasPartnerFault = visibility == CouponVisibility.Exclusive && (faults.For("affiliate_id").Count > 0 || faults.For("private_ids").Count > 0),
            Status = status,
            Start = (hasStart, start),
            End = (hasEnd, end),
            Description = cells.Prose(ImportField.Description),
            IsPlainText = cells.Flag(ImportField.IsDescriptionPlainText),
            Note = cells.Prose(ImportField.Notes),
        };
    }

    private static CouponVisibility? VisibilityOf(CellReading cells, bool? exclusive)
    {
        var visibility = cells.Visibility();
        if (exclusive == true && visibility is not (null or CouponVisibility.Exclusive))
        {
            cells.Fault<string>(ImportField.Exclusive, "exclusive and visibility say different things.");
        }

        if (exclusive == true || visibility is not null)
        {
            return exclusive == true ? CouponVisibility.Exclusive : visibility;
        }

        return cells.Text(ImportField.CreditRule).ToUpperInvariant() switch
        {
            "" => null,
            "ALWAYS" => CouponVisibility.Exclusive,
            "INVOLVED" or "WINNER" => CouponVisibility.Private,
            _ => cells.Fault<CouponVisibility?>(ImportField.CreditRule, "Write ALWAYS, INVOLVED or WINNER."),
        };
    }

    /// <returns>Null when the row names no partner.</returns>
    private IReadOnlyList<int>? PartnersOf(CellReading cells, WorkbenchRow row, IReadOnlyDictionary<string, IReadOnlyList<int>> byEmail, FieldErrors faults)
    {
        var list = cells.Ids(ImportField.PrivateIds);
        if (EmailOf(row) is not { } email)
        {
            // "-" is how the portal shows a code without a partner.
            var isNone = cells.Text(ImportField.AffiliateId) == CellReading.Nothing;
            var one = isNone ? null : cells.Id(ImportField.AffiliateId);
            return one is not { } id ? isNone ? list ?? [] : list
                : list is null or [] ? [id]
                : [.. list.Append(id).Distinct().Order()];
        }

        switch (byEmail.GetValueOrDefault(email, []))
        {
            case [var only]:
                return [.. (list ?? []).Append(only).Distinct().Order()];
            case []:
                faults.Add("affiliate_id", "No partner signs in with this e-mail.");
                return list;
            case var several:
                faults.Add("affiliate_id", $"Several partners have this e-mail: write the id, {string.Join(" or ", several)}.");
                return list;
        }
    }
}

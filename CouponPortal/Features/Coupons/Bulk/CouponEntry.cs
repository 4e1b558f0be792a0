using CouponPortal.Domain;

namespace CouponPortal.Features.Coupons.Bulk;

/// <summary>One row of a bulk act. Entries come ordered by normal code (ordinal), so that those of one code are neighbours.</summary>
/// <param name="Line">Where the row stands in what its author sees: the line of a file, else its number from 1.</param>
/// <param name="Code">As typed. In an update it finds the coupon, or is what the coupon of <paramref name="CouponId"/> must have; empty, and so first, it asks nothing.</param>
/// <param name="CouponId">The coupon that is changed; null to find it by its code, and always null where coupons are created.</param>
/// <param name="Apply">Gives the whole state that the row wants: from an empty draft where coupons are created, else from the coupon as it is.</param>
public sealed record CouponEntry(int Line, string Code, int? CouponId, Func<CouponDraft, CouponDraft> Apply)
{
    /// <summary>What was wrong with the row before it could be judged (a date that is none); it is refused with these faults and with what judging finds besides.</summary>
    public FieldErrors? Faults { get; init; }

    /// <summary>Whether the entry has the code of the one before it although it does not say so; those of one code are judged together.</summary>
    public bool IsWithPrevious { get; init; }

    /// <summary>The order in which entries are given.</summary>
    public static string NormalCodeOf(string code) => code.Trim().ToUpperInvariant();
}

/// <summary>What a bulk act does with a row.</summary>
public enum EntryOutcome
{
    Created,
    Updated,
    Unchanged,
    Refused,
}

/// <summary>What was judged of one entry, in a dry run and in the act itself alike.</summary>
/// <param name="Before">The coupon as it was; null where it is created or was not found.</param>
/// <param name="After">The coupon as the row wants it; null where it was not found.</param>
/// <param name="Errors">By API field name; the column that would settle which coupon is meant is coupon_code_id.</param>
/// <param name="Notices">Sentences for a row that is not refused.</param>
public sealed record EntryVerdict(int Line, EntryOutcome Kind, CouponDraft? Before, CouponDraft? After, FieldErrors Errors, IReadOnlyList<string> Notices)
{
    /// <summary>The coupon of the row; that of a created one is known once it is written.</summary>
    public int? CouponId { get; internal set; }
}

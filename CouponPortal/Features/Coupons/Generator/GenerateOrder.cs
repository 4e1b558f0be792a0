using CouponPortal.Domain;

namespace CouponPortal.Features.Coupons.Generator;

/// <summary>Codes that somebody wants made.</summary>
/// <param name="Terms">What all of them have; its code and partners are not used.</param>
/// <param name="PartnerIds">Who gets them, <paramref name="Count"/> each; none = the pool gets <paramref name="Count"/>.</param>
public sealed record GenerateOrder(string Pattern, int Count, IReadOnlyList<int> PartnerIds, CouponDraft Terms)
{
    public const int MostCodes = 1_000_000;

    public const int MostPartners = 10_000;

    public long Total => (long)Count * Math.Max(1, PartnerIds.Count);

    /// <summary>What the order itself says wrongly, by API field name.</summary>
    public FieldErrors Faults()
    {
        var errors = new FieldErrors();
        if (Count < 1)
        {
            errors.Add("count", "Make one code at least.");
        }
        else if (Total > MostCodes)
        {
            errors.Add("count", $"These would be {Total:N0} codes; at most {MostCodes:N0} are made at once.");
        }

        if (PartnerIds.Count > MostPartners)
        {
            errors.Add("partner_ids", $"At most {MostPartners:N0} partners at once.");
        }

        return errors;
    }
}

/// <summary>What an order would make.</summary>
/// <param name="Capacity">Different codes that the pattern has for each partner.</param>
/// <param name="Warnings">Sentences: good enough to make, not good enough to say nothing.</param>
public sealed record GeneratePreview(IReadOnlyList<string> Examples, long Capacity, int Total, int AdvertiserId, IReadOnlyList<string> Warnings);

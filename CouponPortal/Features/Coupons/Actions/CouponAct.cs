using CouponPortal.Domain;
using CouponPortal.Domain.Coupons;

namespace CouponPortal.Features.Coupons.Actions;

/// <summary>What is to be done to every coupon of a selection (S3).</summary>
public abstract record CouponAct
{
    private CouponAct() { }

    public abstract CouponBatchKind Kind { get; }

    /// <summary>For the list of bulk changes: what was asked for.</summary>
    public abstract object Settings { get; }

    /// <returns>Null when the act says all it needs.</returns>
    public abstract FieldErrors? Faults { get; }

    /// <param name="place">Where the coupon stands in the selection, in the order of codes, from 0.</param>
    /// <returns>Null when the act leaves the coupon of this place alone.</returns>
    public abstract Func<CouponDraft, CouponDraft>? For(int place);

    public sealed record Status(CouponStatus To) : CouponAct
    {
        public override CouponBatchKind Kind => CouponBatchKind.Status;

        public override object Settings => new { status = SnakeCase.Of(To) };

        public override FieldErrors? Faults => null;

        public override Func<CouponDraft, CouponDraft>? For(int place) => draft => draft with { Status = To };
    }

    /// <summary>Gives codes to partners: all to the only one, or a number to each in turn. Codes beyond that stay as they are.</summary>
    /// <param name="Each">Codes for each partner; null = all of them for one partner.</param>
    public sealed record Assign(IReadOnlyList<int> PartnerIds, int? Each) : CouponAct
    {
        public override CouponBatchKind Kind => CouponBatchKind.Assign;

        public override object Settings => new { partner_ids = PartnerIds, each = Each };

        public override FieldErrors? Faults
        {
            get
            {
                var errors = new FieldErrors();
                if (PartnerIds.Count == 0)
                {
                    errors.Add("partner_ids", "Choose the partner.");
                }
                else if (PartnerIds.Count > 1 && Each is null)
                {
                    errors.Add("each", "Say how many codes each partner gets.");
                }

                if (Each is < 1)
                {
                    errors.Add("each", "Give each partner one code at least.");
                }

                return errors.Any ? errors : null;
            }
        }

        public override Func<CouponDraft, CouponDraft>? For(int place) =>
            (Each is { } each ? place / each : 0) is var turn && turn < PartnerIds.Count ? draft => draft with { PartnerIds = [PartnerIds[turn]] } : null;
    }

    /// <summary>Sets or moves the last day.</summary>
    /// <param name="Day">The new last day of all; null with <paramref name="Days"/> null = they never end.</param>
    /// <param name="Days">So many days later than now; coupons without an end have none to move.</param>
    public sealed record End(DateOnly? Day, int? Days) : CouponAct
    {
        public const int MostDays = 3_660;

        public override CouponBatchKind Kind => CouponBatchKind.Dates;

        public override object Settings => new { end_date = Day, extend_days = Days };

        public override FieldErrors? Faults
        {
            get
            {
                var errors = new FieldErrors();
                if (Days is < 1 or > MostDays)
                {
                    errors.Add("days", $"Extend by 1 to {MostDays:N0} days.");
                }

                return errors.Any ? errors : null;
            }
        }

        public override Func<CouponDraft, CouponDraft>? For(int place) => draft => draft with { EndDate = Days is { } days ? draft.EndDate?.AddDays(days) : Day };
    }
}

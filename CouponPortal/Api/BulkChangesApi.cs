using CouponPortal.Domain.Coupons;
using CouponPortal.Features.Coupons;
using CouponPortal.Features.Coupons.Bulk;

namespace CouponPortal.Api;

/// <summary>What became of one coupon of a bulk change.</summary>
internal sealed record ChangedRowView(int? Id, string? Code, ImportRowOutcome Outcome, IReadOnlyDictionary<string, string[]> Errors, IReadOnlyList<string> Notices)
{
    public static ChangedRowView Of(EntryVerdict verdict) => new(
        verdict.CouponId, (verdict.After ?? verdict.Before)?.Code, ImportRowAnswer.OutcomeOf(verdict.Kind), verdict.Errors.ByField, verdict.Notices);
}

/// <summary>A bulk change of coupons by their ids.</summary>
/// <param name="ImportId">For its undo; null when no coupon was found, or when they belong to several advertisers.</param>
/// <param name="ImportIds">One for each advertiser of the coupons.</param>
internal sealed record ChangedView(int? ImportId, IReadOnlyList<int> ImportIds, int Updated, int Unchanged, int Rejected, IReadOnlyList<ChangedRowView> Rows)
{
    public static ChangedView Of(ChosenChange change) => new(
        change.BatchIds is [var only] ? only : null, change.BatchIds, Count(change, EntryOutcome.Updated), Count(change, EntryOutcome.Unchanged), Count(change, EntryOutcome.Refused),
        [.. change.Verdicts.Select(ChangedRowView.Of)]);

    private static int Count(ChosenChange change, EntryOutcome kind) => change.Verdicts.Count(v => v.Kind == kind);
}

/// <summary>/api/v1/coupons/bulk-status, bulk-assign and bulk-dates: one change of many coupons, undone as one.</summary>
internal static class BulkChangesApi
{
    private static readonly (string, CouponStatus) Inactive = ("inactive", CouponStatus.Paused);

    private sealed record Call(IReadOnlyList<int> Ids, bool DryRun, Func<int, Func<CouponDraft, CouponDraft>?> Act);

    public static void Map(IEndpointRouteBuilder api)
    {
        var coupons = api.MapGroup("/coupons").WithTags("Coupons");
        Map(coupons, "/bulk-status", CouponBatchKind.Status, "Sets the status of up to 10,000 coupons.", Status, "ids", "status");
        Map(coupons, "/bulk-assign", CouponBatchKind.Assign, "Gives coupons to partners: all to the only one, or each of them so many in the order of ids; an empty list takes them back.", Assign, "ids", "partner_ids");
        Map(coupons, "/bulk-dates", CouponBatchKind.Dates, "Sets start_date or end_date of coupons (null clears it), or moves the end by extend_days.", Dates, "ids");
    }

    private static void Map(RouteGroupBuilder coupons, string route, CouponBatchKind kind, string summary, Func<ApiBody, Call> read, params string[] required) =>
        coupons.MapPost(route, (ApiRequest request, ChangeCoupons change) => RunAsync(request, change, kind, read)).Changes<ChangedView>(
            summary + " With dry_run nothing is written.", body => read(body), required);

    private static async Task<IResult> RunAsync(ApiRequest request, ChangeCoupons change, CouponBatchKind kind, Func<ApiBody, Call> read)
    {
        var call = read(request.Body);
        return request.Errors.Any
            ? ApiResults.Invalid(request.Errors)
            : ApiResults.Changed(await change.RunAsync(request.Actor, call.Ids, kind, "", call.Act, call.DryRun, request.Cancel), ChangedView.Of);
    }

    private static Call Status(ApiBody body)
    {
        var status = body.Choice<CouponStatus>("status", null, Inactive);
        if (status is null && body.Errors.For("status").Count == 0)
        {
            body.Errors.Add("status", ApiBody.Choices<CouponStatus>());
        }

        return Read(body, _ => draft => draft with { Status = status!.Value });
    }

    private static Call Assign(ApiBody body)
    {
        var partners = body.Integers(null, "partner_ids");
        var each = body.Integer(null, "each");
        if (partners is null && body.Errors.For("partner_ids").Count == 0)
        {
            body.Errors.Add("partner_ids", "Name the partners, or send an empty list to take the codes back.");
        }

        if (each is < 1 || (partners?.Count > 1 && each is null))
        {
            body.Errors.Add("each", "Say how many codes each partner gets, one at least.");
        }

        return Read(body, place => (partners ?? []) switch
        {
            [] => draft => draft with { PartnerIds = [] },
            var list when (each is { } many ? place / many : 0) is var turn && turn < list.Count => draft => draft with { PartnerIds = [list[turn]] },
            _ => null,
        });
    }

    private static Call Dates(ApiBody body)
    {
        const int MostDays = 3_660;
        var (hasStart, hasEnd) = (body.Has("start_date"), body.Has("end_date"));
        var (start, end, days) = (body.Day("start_date", null), body.Day("end_date", null), body.Integer(null, "extend_days"));
        if (!hasStart && !hasEnd && days is null)
        {
            body.Errors.Add("end_date", "Send start_date, end_date or extend_days.");
        }

        if (hasEnd && days is not null)
        {
            body.Errors.Add("extend_days", "Send end_date or extend_days, not both.");
        }
        else if (days is < 1 or > MostDays)
        {
            body.Errors.Add("extend_days", $"Extend by 1 to {MostDays:N0} days.");
        }

        return Read(body, _ => draft => draft with
        {
            StartDate = hasStart ? start : draft.StartDate,
            EndDate = hasEnd ? end : days is { } more ? draft.EndDate?.AddDays(more) : draft.EndDate,
        });
    }

    private static Call Read(ApiBody body, Func<int, Func<CouponDraft, CouponDraft>?> act)
    {
        var ids = body.Integers(null, "ids");
        if (ids is null && body.Errors.For("ids").Count == 0)
        {
            body.Errors.Add("ids", "Name the coupons.");
        }

        var dryRun = body.Flag("dry_run", otherwise: false);
        body.RefuseOthers();
        return new(ids ?? [], dryRun, act);
    }
}

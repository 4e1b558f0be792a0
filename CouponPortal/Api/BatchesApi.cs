using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Coupons;
using CouponPortal.Features.Coupons.Bulk;

namespace CouponPortal.Api;

/// <summary>A bulk change as /api/v1 lists it.</summary>
/// <param name="Done">Rows that the present state has dealt with, of <paramref name="Total"/>.</param>
/// <param name="CanUndo">Whether it can be undone now.</param>
internal sealed record BatchView(
    int ImportId, CouponBatchKind Kind, CouponBatchState State, int AdvertiserId, string FileName, int Total, int Done, int Created, int Updated, int Unchanged, int Rejected,
    string Message, string MadeBy, DateTime MadeAt, DateTime? AppliedAt, string? UndoneBy, DateTime? UndoneAt, bool CanUndo)
{
    public static BatchView Of(CouponBatch batch, UndoBatch undo) => new(
        batch.Id, batch.Kind, batch.State, batch.AdvertiserId, batch.FileName, batch.Total, batch.Done, batch.Created, batch.Updated, batch.Unchanged, batch.Refused,
        batch.Message, batch.MadeBy, batch.MadeAt, batch.AppliedAt, batch.UndoneBy.Length > 0 ? batch.UndoneBy : null, batch.UndoneAt, undo.IsPossible(batch));
}

/// <summary>A bulk change after its undo.</summary>
/// <param name="Left">The first coupons that were left as they are, and why.</param>
internal sealed record UndoneView(BatchView Import, IReadOnlyList<LeftCoupon> Left);

/// <summary>/api/v1/imports: bulk changes of every kind, their undo and their end before it.</summary>
internal static class BatchesApi
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var imports = api.MapGroup("/imports").WithTags("Imports");
        imports.MapGet("", ListAsync).Lists<BatchView>("Bulk changes of every kind by id.", request => AdvertiserOf(request));
        imports.MapPost("/{id:int}/undo", UndoAsync).Changes<UndoneView>(
            "Undoes a bulk change within 24 hours; ends when it is done. Coupons that were used or changed since are left, and listed.", body => body.RefuseOthers());
        imports.MapPost("/{id:int}/cancel", CancelAsync).Changes<BatchView>("Ends a bulk change that is not applied yet; of one that is being applied nothing is kept.", body => body.RefuseOthers());
    }

    private static int? AdvertiserOf(ApiRequest request) => request.QueryInteger("advertiser_id");

    private static async Task<IResult> ListAsync(ApiRequest request, CouponBatchList list, UndoBatch undo)
    {
        var advertiser = AdvertiserOf(request);
        var (after, limit) = (request.Cursor(), request.Limit());
        request.RefuseOtherFilters();
        return request.Errors.Any
            ? ApiResults.Invalid(request.Errors)
            : ApiResults.List(await list.SliceAsync(request.Actor, advertiser, after, limit, request.Cancel), batch => BatchView.Of(batch, undo));
    }

    private static async Task<IResult> UndoAsync(int id, ApiRequest request, UndoBatch undo, BatchRuns runs, CouponBatchList list)
    {
        request.Body.RefuseOthers();
        if (request.Errors.Any)
        {
            return ApiResults.Invalid(request.Errors);
        }

        var begun = await undo.UndoAsync(request.Actor, id, request.Cancel);
        if (begun is not Outcome<CouponBatch>.Done)
        {
            return ApiResults.Changed(begun, batch => BatchView.Of(batch, undo));
        }

        await runs.WaitAsync(id, request.Cancel);
        var batch = await list.OneAsync(request.Actor, id, request.Cancel);
        var left = await list.LeftAsync(request.Actor, id, new PageRequest(Take: PageRequest.MaxTake), request.Cancel);
        return ApiResults.One(batch is null ? null : new UndoneView(BatchView.Of(batch, undo), left.Rows));
    }

    private static async Task<IResult> CancelAsync(int id, ApiRequest request, UndoBatch undo, BatchRuns runs, CouponBatchList list)
    {
        request.Body.RefuseOthers();
        if (request.Errors.Any)
        {
            return ApiResults.Invalid(request.Errors);
        }

        var cancelled = await undo.CancelAsync(request.Actor, id, request.Cancel);
        if (cancelled is not Outcome<CouponBatch>.Done)
        {
            return ApiResults.Changed(cancelled, batch => BatchView.Of(batch, undo));
        }

        await runs.WaitAsync(id, request.Cancel);
        return ApiResults.One(await list.OneAsync(request.Actor, id, request.Cancel) is { } batch ? BatchView.Of(batch, undo) : null);
    }
}

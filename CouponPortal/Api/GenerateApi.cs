using CouponPortal.Domain.Coupons;
using CouponPortal.Features.Coupons;
using CouponPortal.Features.Coupons.Generator;

namespace CouponPortal.Api;

/// <param name="ImportId">The bulk act; null in a dry run.</param>
/// <param name="Examples">Codes of the pattern, in a dry run.</param>
/// <param name="Capacity">Different codes that the pattern has for each partner, in a dry run.</param>
public sealed record GeneratedView(
    int? ImportId, CouponBatchState? State, int Total, int Created, int Rejected, IReadOnlyList<string>? Examples = null, long? Capacity = null, IReadOnlyList<string>? Warnings = null)
{
    public static GeneratedView Of(CouponBatch batch) => new(batch.Id, batch.State, batch.Total, batch.Created, batch.Refused);

    public static GeneratedView Of(GeneratePreview preview) => new(null, null, preview.Total, 0, 0, preview.Examples, preview.Capacity, preview.Warnings);
}

/// <summary>POST /api/v1/coupons/generate: the Generate codes page.</summary>
internal static class GenerateApi
{
    public static void Map(RouteGroupBuilder coupons) => coupons.MapPost("/generate", PostAsync).Creates<GeneratedView>(
        "Makes count codes by a pattern ({partner}, {4 digits}, {6 letters}, {8 random}) for each of partner_ids, or for the pool. With dry_run (200) shows examples and makes none. Many go on in the background: the state says so.",
        body => Read(body), "offer_id", "pattern", "count");

    private static async Task<IResult> PostAsync(ApiRequest request, GenerateCoupons generate)
    {
        var (order, dryRun) = Read(request.Body);
        if (request.Errors.Any)
        {
            return ApiResults.Invalid(request.Errors);
        }

        return dryRun
            ? ApiResults.Changed(await generate.PreviewAsync(request.Actor, order, request.Cancel), GeneratedView.Of)
            : ApiResults.Created(await generate.GenerateAsync(request.Actor, order, request.Cancel), GeneratedView.Of, batch => $"{ApiEndpoints.Prefix}/coupons?import_id={batch.Id}");
    }

    private static (GenerateOrder Order, bool DryRun) Read(ApiBody body)
    {
        var terms = new CouponDraft
        {
            OfferId = body.Integer(null, "offer_id") ?? 0,
            Visibility = body.Choice("visibility", CouponVisibility.Private),
            Status = body.Choice("status", CouponStatus.Active, ("inactive", CouponStatus.Paused)),
            StartDate = body.Day("start_date", null),
            EndDate = body.Day("end_date", null),
            Description = body.Text("description", "", CouponRules.MaxDescription) ?? "",
            IsDescriptionPlainText = body.Flag("is_description_plain_text", true),
            InternalNote = body.Text("internal_note", "", CouponRules.MaxNote) ?? "",
        };
        var order = new GenerateOrder(body.Text("pattern", "") ?? "", body.Integer(null, "count") ?? 0, [.. (body.Integers([], "partner_ids") ?? []).Distinct()], terms);
        var dryRun = body.Flag("dry_run", false);
        body.RefuseOthers();
        return (order, dryRun);
    }
}

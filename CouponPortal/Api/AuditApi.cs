using CouponPortal.Data.Audit;
using CouponPortal.Features.Audit;

namespace CouponPortal.Api;

/// <summary>An entry of the audit log as /api/v1 shows it.</summary>
/// <param name="Address">From where: a prefix, never a whole address.</param>
/// <param name="Hash">Over the entry and the hash before it, hex.</param>
internal sealed record AuditView(
    long Id,
    DateTime Time,
    string Who,
    int? UserId,
    int? ApiKeyId,
    AuditDoor Door,
    string Address,
    AuditAct Act,
    string Subject,
    string SubjectId,
    string Label,
    int? AdvertiserId,
    int? PartnerId,
    int? BatchId,
    IReadOnlyList<AuditChange> Changes,
    string Hash)
{
    public static AuditView Of(AuditRow r) => new(
        r.Id, r.At, r.Who, r.UserId, r.ApiKeyId, r.Door, r.Address, r.Act, r.Subject, r.SubjectId, r.Label, r.AdvertiserId, r.PartnerId, r.BatchId, AuditValues.Read(r.Changes),
        Convert.ToHexStringLower(r.Hash));
}

/// <summary>/api/v1/audit-log: who changed what, the newest first. For the network's keys and an advertiser's; a partner's key finds nothing here.</summary>
internal static class AuditApi
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var log = api.MapGroup("/audit-log").WithTags("Audit log");
        log.MapGet("", ListAsync).Lists<AuditView>("Entries of the audit log, the newest first; of all days unless said. Days are UTC's.", request => FilterOf(request));
        log.MapGet("/{id:long}", async (long id, ApiRequest request, AuditList list) =>
            ApiResults.One(await list.OneAsync(request.Actor, id, request.Cancel) is { } row ? AuditView.Of(row) : null)).Shows<AuditView>("One entry.");
    }

    private static AuditFilter FilterOf(ApiRequest request) => new()
    {
        Who = request.QueryText("who"),
        Subject = request.QueryText("subject"),
        SubjectId = request.QueryText("subject_id"),
        Act = request.QueryChoice<AuditAct>("act"),
        Door = request.QueryChoice<AuditDoor>("door"),
        AdvertiserId = request.QueryInteger("advertiser_id"),
        BatchId = request.QueryInteger("batch_id"),
        Text = request.QueryText("text"),
        Days = request.QueryDays(),
        From = request.QueryDay("from"),
        To = request.QueryDay("to"),
    };

    private static async Task<IResult> ListAsync(ApiRequest request, AuditList list)
    {
        var filter = FilterOf(request);
        var (limit, cursor) = (request.Limit(), request.Cursor());
        request.RefuseOtherFilters();
        return !AuditAccess.MayRead(request.Actor) ? ApiResults.NotFound()
            : request.Errors.Any ? ApiResults.Invalid(request.Errors)
            : ApiResults.List(await list.NewestAsync(request.Actor, filter, limit, cursor, request.Cancel), AuditView.Of);
    }
}

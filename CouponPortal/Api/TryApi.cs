using CouponPortal.Data.Catalog;
using CouponPortal.Domain.Attribution;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Delivery;
using CouponPortal.Domain.Payouts;
using CouponPortal.Features.TryIt;

namespace CouponPortal.Api;

/// <summary>/api/v1/try: the use case of the page.</summary>
internal static class TryApi
{
    public static void Map(RouteGroupBuilder api) => api.MapGroup("").WithTags("Try").MapPost("/try", RunAsync).Changes<TrialView>(
        "What would become of a request, by the same decision as for a real one; nothing is recorded. raw is a postback URL or query, JSON, XML, lines of an order file under their header, or a tracking link.",
        body => Read(body), "raw");

    private static TrialDraft Read(ApiBody body) => new(body.Text("door", null, 50), body.Text("raw", null, TrialDraft.MaxRaw), body.Integer(null, "advertiser_id"));

    private static async Task<IResult> RunAsync(ApiRequest request, TryRequest trial, Catalog catalog)
    {
        var draft = Read(request.Body);
        request.Body.RefuseOthers();
        return request.Errors.Any ? ApiResults.Invalid(request.Errors) : ApiResults.Changed(await trial.RunAsync(request.Actor, draft, request.Cancel), t => TrialView.Of(t, catalog.Current.Ids));
    }
}

/// <param name="Conversion">The order as it would stand; null where none would come of it.</param>
/// <param name="ConversionId">The stored order that the request is about.</param>
internal sealed record TrialView(
    string Door, TrialVerdict Verdict, string? Reason, string Detail, int? AdvertiserId, IReadOnlyList<TrialLine> Facts, IReadOnlyList<TrialLine> Checks, TriedConversionView? Conversion, string? Repeat,
    string? ConversionId, TriedVisitView? Visit)
{
    public static TrialView Of(Trial t, PublicIds ids) => new(
        t.Door, t.Verdict, t.Reason, t.Detail, t.AdvertiserId, t.Facts, t.Checks, t.Row is null ? null : TriedConversionView.Of(t.Row, t), t.Repeat, t.StoredId is { } id ? ids.Format(id) : null,
        t.Visit is { } visit ? new(visit.Outcome, visit.Template, visit.OfferId, visit.PartnerId, visit.CouponId) : null);
}

/// <param name="Destination">Before its macros are filled in; null = the plain page.</param>
internal sealed record TriedVisitView(VisitOutcome Outcome, string? Destination, int? OfferId, int? PartnerId, int? CouponId);

/// <summary>A conversion without an id: there is none.</summary>
internal sealed record TriedConversionView(
    string? OrderId, string Event, int? OfferId, int? PartnerId, string? CouponCode, ConversionStatus Status, string Amount, string Currency, string Payout, AttributionBasis Basis, AttributionOutcome Outcome,
    IReadOnlyList<string> Flags, int? CounterfactualPartnerId, int? SuppressedPartnerId, IReadOnlyList<AssistView> Assists, IReadOnlyList<TraceView> Trace, DateTime OrderTime, IReadOnlyList<ItemView> Items)
{
    public static TriedConversionView Of(Conversion c, Trial t) => new(
        c.OrderId, c.Event, c.OfferId, c.PartnerId, c.CouponCode, c.Status, MoneyText.Plain(c.Amount, c.Currency), c.Currency, MoneyText.Plain(c.Payout, c.Currency), c.Basis, c.Outcome,
        Domain.SnakeCase.Flags(c.Flags), c.CounterfactualPartnerId, c.SuppressedPartnerId, [.. t.Assists.Select(a => new AssistView(a.PartnerId, a.Basis, a.Code, a.OfferId))],
        [.. t.Trace.Select(l => new TraceView(l.Step, l.Verdict, l.Reason, TraceSentences.WithIds.For(l), l.Code, l.PartnerId, l.OfferId))],
        c.OrderTime, [.. t.Items.Select(i => ItemView.Of(i, c.Currency))]);
}

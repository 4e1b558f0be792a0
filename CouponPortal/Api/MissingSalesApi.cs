using CouponPortal.Data;
using CouponPortal.Data.Catalog;
using CouponPortal.Domain.Cases;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.MissingSales;
using CouponPortal.Domain.Payouts;
using CouponPortal.Features.Cases;
using CouponPortal.Features.PartnerPortal.MissingSale;

namespace CouponPortal.Api;

/// <summary>/api/v1/missing-sales: a partner asks for a sale, opens a case and writes in it; staff read and answer the cases of their advertisers.</summary>
internal static class MissingSalesApi
{
    public static void Map(RouteGroupBuilder api)
    {
        api = api.MapGroup("/missing-sales").WithTags("Missing sales");
        api.MapPost("/ask", AskAsync).Changes<SaleAnswerView>("Answers at once what became of a sale: by your code and the order number, else by day and amount. Of a partner's key.", body => Read(body), "advertiser_id");
        api.MapGet("", ListAsync).Lists<SaleCaseView>("Cases, the newest first: a partner's own, or those of the advertisers that staff see.", request => FilterOf(request));
        api.MapGet("/{id:int}", ShowAsync).Shows<SaleCaseView>("One case with its messages.");
        api.MapPost("", OpenAsync).Creates<SaleCaseView>("Opens a case about a sale that the answer does not settle. Of a partner's key.", body => _ = (Read(body), NoteOf(body)), "advertiser_id", "note");
        api.MapPost("/{id:int}/messages", ReplyAsync).Changes<SaleCaseView>("The partner's message.", body => ReadReply(body), "text");
        api.MapPatch("/{id:int}", DecideAsync).Changes<SaleCaseView>("Staff's answer: a state, a text for the partner, and of a credited case the order.", body => ReadDecision(body));
    }

    private static CaseFilter FilterOf(ApiRequest request) => new(request.QueryInteger("advertiser_id"), request.QueryChoice<SaleCaseState>("state"));

    private static MissingSaleDraft Read(ApiBody body) => new()
    {
        AdvertiserId = body.Integer(null, "advertiser_id"),
        Code = body.Text("code", null) ?? "",
        OrderId = body.Text("order_id", null) ?? "",
        Day = body.Day("day", null),
        Amount = body.Text("amount", null) ?? "",
        Currency = body.Text("currency", null) ?? "",
    };

    private static string NoteOf(ApiBody body) => body.Text("note", null, SaleCaseMessage.MaxText) ?? "";

    private static (string Text, int? Version) ReadReply(ApiBody body) => (body.Text("text", null, SaleCaseMessage.MaxText) ?? "", body.Integer(null, "version"));

    private static CaseReply ReadDecision(ApiBody body) => new()
    {
        State = body.Choice<SaleCaseState>("state", null),
        Text = body.Text("text", null, SaleCaseMessage.MaxText) ?? "",
        ConversionId = body.Text("conversion_id", null) ?? "",
        Version = body.Integer(0, "version") ?? 0,
    };

    private static async Task<IResult> AskAsync(ApiRequest request, AskMissingSale ask, Catalog catalog)
    {
        var draft = Read(request.Body);
        request.Body.RefuseOthers();
        var ids = catalog.Current.Ids;
        return request.Errors.Any ? ApiResults.Invalid(request.Errors) : ApiResults.Changed(await ask.AskAsync(request.Actor, draft, request.Cancel), sale => SaleAnswerView.Of(sale.Answer, ids));
    }

    private static async Task<IResult> ListAsync(ApiRequest request, CaseList list, OwnCases own, Catalog catalog)
    {
        var filter = FilterOf(request);
        var (limit, before, ids) = (request.Limit(), request.Cursor(), catalog.Current.Ids);
        request.RefuseOtherFilters();
        if (request.Errors.Any)
        {
            return ApiResults.Invalid(request.Errors);
        }

        return request.Actor.Self() is not null
            ? ApiResults.List(await own.NewestAsync(request.Actor, filter.AdvertiserId, filter.State, limit, before, request.Cancel), c => SaleCaseView.Of(c, request.Actor.PartnerId, ids))
            : ApiResults.List(await list.NewestAsync(request.Actor, filter, limit, before, request.Cancel), c => SaleCaseView.Of(c, ids));
    }

    private static async Task<IResult> ShowAsync(ApiRequest request, int id, CaseDetails details, OwnCases own, Catalog catalog)
    {
        var ids = catalog.Current.Ids;
        return request.Actor.Self() is not null
            ? ApiResults.One(await own.OneAsync(request.Actor, id, request.Cancel) is { } mine ? SaleCaseView.Of(mine, request.Actor.PartnerId, ids) : null)
            : ApiResults.One(await details.FindAsync(request.Actor, id, request.Cancel) is { } story ? SaleCaseView.Of(story.Row, ids) : null);
    }

    private static async Task<IResult> OpenAsync(ApiRequest request, OwnCases own, Catalog catalog)
    {
        var (draft, note, ids) = (Read(request.Body), NoteOf(request.Body), catalog.Current.Ids);
        request.Body.RefuseOthers();
        return request.Errors.Any
            ? ApiResults.Invalid(request.Errors)
            : ApiResults.Created(await own.OpenAsync(request.Actor, draft, note, request.Cancel), c => SaleCaseView.Of(c, request.Actor.PartnerId, ids), c => $"{ApiEndpoints.Prefix}/missing-sales/{c.Id}");
    }

    private static async Task<IResult> ReplyAsync(ApiRequest request, int id, OwnCases own, Catalog catalog)
    {
        var ((text, version), ids) = (ReadReply(request.Body), catalog.Current.Ids);
        request.Body.RefuseOthers();
        if (await own.OneAsync(request.Actor, id, request.Cancel) is not { } present)
        {
            return ApiResults.NotFound();
        }

        return request.Errors.Any
            ? ApiResults.Invalid(request.Errors)
            : ApiResults.Changed(await own.ReplyAsync(request.Actor, id, text, version ?? present.Version, request.Cancel), c => SaleCaseView.Of(c, request.Actor.PartnerId, ids));
    }

    private static async Task<IResult> DecideAsync(ApiRequest request, int id, CaseDetails details, DecideCase decide, Catalog catalog)
    {
        var (reply, ids) = (ReadDecision(request.Body), catalog.Current.Ids);
        request.Body.RefuseOthers();
        if (await details.FindAsync(request.Actor, id, request.Cancel) is not { } story)
        {
            return ApiResults.NotFound();
        }

        reply.Version = reply.Version == 0 ? story.Row.Version : reply.Version;
        return request.Errors.Any ? ApiResults.Invalid(request.Errors) : ApiResults.Changed(await decide.RunAsync(request.Actor, id, reply, request.Cancel), c => SaleCaseView.Of(c, ids));
    }
}

/// <summary>The answer to a question for a sale.</summary>
/// <param name="MayOpenCase">False when there is nothing to dispute.</param>
internal sealed record SaleAnswerView(MissingSaleFinding Finding, string Headline, IReadOnlyList<string> Reasons, string Advice, bool MayOpenCase, IReadOnlyList<SaleMatchView> Matches)
{
    public static SaleAnswerView Of(MissingSaleAnswer a, PublicIds ids) => new(a.Finding, a.Headline, a.Reasons, a.Advice, a.MayOpenCase, [.. a.Matches.Select(m => SaleMatchView.Of(m, ids))]);
}

/// <param name="ConversionId">Where something of the order is the partner's; the figures where it is credited to it.</param>
internal sealed record SaleMatchView(
    MissingSaleFinding Finding, string Headline, IReadOnlyList<string> Reasons, string? ConversionId, DateTime? OrderTime, string? OrderId, ConversionStatus? Status, string? Amount, string? Payout, string? Currency)
{
    public static SaleMatchView Of(MissingSaleMatch m, PublicIds ids) => new(
        m.Finding, m.Headline, m.Reasons, m.OrderKey is { } key ? ids.Format(key) : null, m.OrderTime, m.Own?.OrderId, m.Own?.Status,
        m.Own is { } own ? MoneyText.Plain(own.Amount, own.Currency) : null, m.Own is { } paid ? MoneyText.Plain(paid.Payout, paid.Currency) : null, m.Own?.Currency);
}

/// <param name="By">Null towards a partner, who does not learn which of the staff wrote.</param>
internal sealed record SaleMessageView(DateTime At, bool IsStaff, string? By, SaleCaseState? State, string Text);

/// <param name="Answer">What the partner was told when it was opened.</param>
internal sealed record SaleCaseView(
    int Id, int? PartnerId, int AdvertiserId, string? Code, string? OrderId, DateOnly? Day, string? Amount, string? Currency, MissingSaleFinding Finding, IReadOnlyList<string> Answer, SaleCaseState State,
    DateTime OpenedAt, DateTime UpdatedAt, string? ConversionId, int Version, IReadOnlyList<SaleMessageView> Messages)
{
    public static SaleCaseView Of(OwnCase c, int? partner, PublicIds ids) => new(
        c.Id, partner, c.ShopId, c.Question.Code, c.Question.OrderId, c.Question.Day, Money(c.Question), c.Question.Currency, c.Finding, c.Answer, c.State, c.OpenedAt, c.UpdatedAt,
        c.ConversionKey is { } key ? ids.Format(key) : null, c.Version, [.. c.Messages.Select(m => new SaleMessageView(m.At, m.IsStaff, null, m.State, m.Text))]);

    public static SaleCaseView Of(SaleCase c, PublicIds ids) => new(
        c.Id, c.PartnerId, c.AdvertiserId, c.Code, c.OrderId, c.Day, Money(c.Question), c.Currency, c.Finding, c.Answer.Split('\n', StringSplitOptions.RemoveEmptyEntries), c.State, c.OpenedAt, c.UpdatedAt,
        c.ConversionId is { } key ? ids.Format(key) : null, c.Version, [.. c.Messages.OrderBy(m => m.Id).Select(m => new SaleMessageView(m.At, m.IsStaff, m.By, m.State, m.Text))]);

    private static string? Money(MissingSaleQuestion question) => question is { Amount: { } amount, Currency: { } currency } ? MoneyText.Plain(amount, currency) : null;
}

using System.Globalization;
using CouponPortal.Data;
using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.MissingSales;
using CouponPortal.Domain.Partners;

namespace CouponPortal.Features.PartnerPortal.MissingSale;

/// <summary>A question and its answer.</summary>
public sealed record AskedSale(OwnShop Shop, MissingSaleQuestion Question, MissingSaleAnswer Answer);

/// <summary>“Where is my sale?”: for a partner alone, about its own, so many times an hour that nobody reads a shop's orders off it.</summary>
public sealed class AskMissingSale(OwnShops shops, MissingSaleLookup lookup, TimeProvider time)
{
    /// <summary>Questions of one partner an hour.</summary>
    public const int PerHour = 20;

    private readonly HourlyLimit _limit = new(PerHour);

    public async Task<Outcome<AskedSale>> AskAsync(Actor actor, MissingSaleDraft draft, CancellationToken cancel = default)
    {
        if (actor.Self() is not { } me)
        {
            return new Outcome<AskedSale>.Forbidden("Only a partner asks for its sales. Staff search the conversions and the inbox.");
        }

        return _limit.Take(me, time.GetUtcNow().UtcDateTime) is { } again ? TooMany<AskedSale>(again) : await AnswerAsync(actor, draft, cancel);
    }

    /// <summary>The same without being counted, for whoever counts by itself.</summary>
    internal async Task<Outcome<AskedSale>> AnswerAsync(Actor actor, MissingSaleDraft draft, CancellationToken cancel)
    {
        var (book, errors) = (await shops.ReadAsync(actor, cancel), new FieldErrors());
        var shop = book.Shops.FirstOrDefault(s => s.Id == draft.AdvertiserId);
        var question = draft.Read(shop, LocalDays.DayOf(time.GetUtcNow().UtcDateTime, LocalDays.Zone(shop?.Zone ?? "UTC")), errors);

        // The same words whether nobody or somebody else has it.
        if (question?.Code is { } code && !await lookup.IsOwnCodeAsync(actor, shop!.Id, code, cancel))
        {
            errors.Add("code", $"{code} is no code of yours at this shop.");
        }

        if (errors.Any || question is null)
        {
            return new Outcome<AskedSale>.Invalid(errors);
        }

        var facts = await lookup.GatherAsync(actor.Self()!.Value, shop!, book, question, cancel);
        return Outcome.Done(new AskedSale(shop!, question, MissingSales.Answer(question, facts)));
    }

    internal static Outcome<T> TooMany<T>(DateTime again) => new Outcome<T>.Conflict(
        "too_many_requests", string.Create(CultureInfo.InvariantCulture, $"You have asked often within the last hour. Ask again from {again:HH:mm} UTC on."));
}

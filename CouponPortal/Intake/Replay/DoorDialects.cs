using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using CouponPortal.Domain;
using CouponPortal.Domain.Connections;
using CouponPortal.Intake.Dialects;
using CouponPortal.Intake.Dialects.Admitad;
using CouponPortal.Intake.Dialects.Feeds;
using CouponPortal.Intake.Dialects.Json;
using CouponPortal.Intake.Dialects.Native;
using CouponPortal.Intake.Dialects.Pepperjam;
using CouponPortal.Intake.Dialects.Sdk;
using CouponPortal.Intake.Dialects.Sheet;
using CouponPortal.Intake.Dialects.Shops;
using CouponPortal.Intake.Shops;

namespace CouponPortal.Intake.Replay;

/// <summary>Every door's dialect by the door's name, for requests that are read outside their door: again, or on trial.</summary>
public sealed class DoorDialects(ConnectionMemory connections, ShopIntake shops)
{
    private static readonly FrozenDictionary<string, Func<RawRequest, Parameters, Reading>> OfParameters =
        new Dictionary<string, Func<RawRequest, Parameters, Reading>>(StringComparer.Ordinal)
        {
            [NativePostback.Door] = NativePostback.Read,
            [AdmitadRequest.Door] = AdmitadRequest.Read,
            [PepperjamTrack.Door] = PepperjamTrack.Read,
            [ReversalRequest.Door] = ReversalRequest.Read,
            [SdkConversion.Door] = SdkConversion.Read,
        }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, ConnectionKind> OfShops =
        Enum.GetValues<ConnectionKind>().ToFrozenDictionary(ShopDialect.DoorOf, StringComparer.Ordinal);

    /// <summary>Doors of documents that hold many orders; the hit of each row keeps a document of that row alone.</summary>
    public const string Xml = "xml";
    public const string Pull = "pull";

    /// <summary>Header of a fetched row that holds its feed's offer, for rows that name none.</summary>
    public const string FeedOffer = "x-feed-offer";

    /// <summary>Doors whose requests are read without more than the request itself.</summary>
    public static IEnumerable<string> Plain => OfParameters.Keys.Append(JsonOrder.Door);

    /// <summary>For reading many requests of the same shops.</summary>
    public ShopMemo NewMemo() => new(connections);

    /// <returns>Null when the door's requests cannot be read outside it.</returns>
    public Task<Reading?> ReadAsync(string door, RawRequest request, CancellationToken cancel) => ReadAsync(door, request, memo: null, cancel);

    /// <param name="memo">What was looked up for the requests before; null = everything is looked up afresh.</param>
    /// <inheritdoc cref="ReadAsync(string, RawRequest, CancellationToken)"/>
    public async Task<Reading?> ReadAsync(string door, RawRequest request, ShopMemo? memo, CancellationToken cancel)
    {
        if (OfParameters.TryGetValue(door, out var read))
        {
            var (parameters, unreadable) = Parameters.Of(request);
            return parameters is null ? new Reading.Refused(unreadable!) : read(request, parameters);
        }

        if (door == JsonOrder.Door && request.Path.EndsWith("/conversions", StringComparison.OrdinalIgnoreCase))
        {
            return ReadJson(request);
        }

        if (door == SheetOrders.Door)
        {
            return SheetRow.ReadAgain(request.Body);
        }

        if (Document(door, request, advertiserId: null) is { } document)
        {
            return document.Why is { } why ? new Reading.Refused(why) : document.Rows is [var only] ? only.Reading : null;
        }

        try
        {
            return memo is null
                ? await ConnectionAsync(door, request, cancel) is { } connection ? await shops.ReadAgainAsync(connection, request, cancel) : null
                : PlaceOf(door, request) is var (kind, id) && await memo.FindAsync(kind, id, cancel) is { } known ? ShopIntake.ReadAgain(known.Connection, request, known.CodeOf) : null;
        }
        catch (JsonException)
        {
            return new Reading.Refused(Refusal.Bad("json", "What is kept of the body is no JSON document."));
        }
    }

    /// <summary>The shop connection that the request was sent to.</summary>
    /// <returns>Null when it went to no shop's door, or the connection is gone.</returns>
    public async Task<Connection?> ConnectionAsync(string door, RawRequest request, CancellationToken cancel) =>
        PlaceOf(door, request) is var (kind, id) ? await connections.FindAsync(kind, id, cancel) : null;

    /// <param name="advertiserId">Whose orders they are; null = as the rows say.</param>
    /// <returns>Null when the door's requests are no documents.</returns>
    public static FeedDocument? Document(string door, RawRequest request, int? advertiserId) => door switch
    {
        Pull when request.Body.AsSpan().TrimStart(" \t\r\n"u8) is not [(byte)'<', ..] => JsonFeed.Read(request.Body, door, advertiserId, FeedOfferOf(request)),
        Pull => XmlFeed.Read(request.Body, door, advertiserId, offerCode: null, FeedOfferOf(request)),
        Xml => XmlFeed.Read(request.Body, door, advertiserId, OfferOf(request)),
        _ => null,
    };

    private static int? FeedOfferOf(RawRequest request) =>
        int.TryParse(request.Header(FeedOffer), NumberStyles.None, CultureInfo.InvariantCulture, out var offer) ? offer : null;

    private static (ConnectionKind Kind, string PublicId)? PlaceOf(string door, RawRequest request) =>
        OfShops.TryGetValue(door, out var kind) && request.Path.Trim('/').Split('/') is [_, var named, var id] && string.Equals(named, SnakeCase.Of(kind), StringComparison.OrdinalIgnoreCase)
            ? (kind, id.ToLowerInvariant())
            : null;

    private static string? OfferOf(RawRequest request) =>
        Parameters.Of(request with { Body = [] }).Read is { } parameters ? new SentFields(parameters).One("campaign_code", "offer_id", "oid") : null;

    private static Reading ReadJson(RawRequest request)
    {
        try
        {
            using var document = JsonDocument.Parse(request.Body);
            return JsonOrder.Of(request.Body, idempotencyKey: null).Reading;
        }
        catch (JsonException error)
        {
            return new Reading.Refused(Refusal.Bad("json", $"The body is not valid JSON: line {error.LineNumber + 1}, column {error.BytePositionInLine + 1}."));
        }
    }
}

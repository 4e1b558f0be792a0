using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using CouponPortal.Domain;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Conversions;
using CouponPortal.Domain.Delivery;
using CouponPortal.Domain.Partners;
using CouponPortal.Domain.Payouts;

namespace CouponPortal.Intake;

/// <summary>The messages that an order or a change of it is to bring to its partner. They are stored in the order's own transaction and sent by another hand.</summary>
public static class Outbox
{
    private const string Created = "conversion.created";
    private const string Updated = "conversion.updated";
    private const string Test = "test";
    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="postbacks">All active ones of the order's partner.</param>
    public static IReadOnlyList<PostbackMessage> ForNew(Conversion row, IReadOnlyList<PartnerPostback> postbacks, PublicIds ids, EventKey keys, DateTime now) =>
        postbacks.Count == 0 || !IsTold(row)
            ? []
            : [.. Chosen(row, postbacks).Where(p => p.Moment != PostbackMoment.Approved || row.Status == ConversionStatus.Approved).Select(p => Make(row, p, Created, ids, keys, now))];

    /// <param name="change">What has just changed, complete.</param>
    public static IReadOnlyList<PostbackMessage> ForChange(Conversion row, ConversionChange change, IReadOnlyList<PartnerPostback> postbacks, PublicIds ids, EventKey keys, DateTime now)
    {
        if (postbacks.Count == 0 || !IsTold(row))
        {
            return [];
        }

        var isNew = change.FromPartnerId != row.PartnerId;
        var isApproved = row.Status == ConversionStatus.Approved && (isNew || change.FromStatus != ConversionStatus.Approved);
        return [.. Chosen(row, postbacks).Where(p => IsMoment(p.Moment)).Select(p => Make(row, p, isNew ? Created : Updated, ids, keys, now))];

        bool IsMoment(PostbackMoment moment) => moment switch
        {
            PostbackMoment.Credited => isNew,
            PostbackMoment.Approved => isApproved,
            PostbackMoment.Changes => true,
        };
    }

    /// <summary>A message with made-up values, so that a partner can try its address. It tells of no order.</summary>
    public static PostbackMessage Sample(PartnerPostback postback, PublicIds ids, EventKey keys, DateTime now)
    {
        var row = new Conversion
        {
            OfferId = postback.OfferId ?? 1,
            PartnerId = postback.PartnerId,
            OrderId = "TEST-1001",
            CouponCode = "TESTCODE",
            Status = ConversionStatus.Approved,
            Amount = 100_00,
            Payout = 10_00,
            Currency = "USD",
            OrderTime = now,
            Sub1 = "test",
        };
        return Make(row, postback, Test, ids, keys, now);
    }

    private static bool IsTold(Conversion row) => row.PartnerId is not null && !row.Flags.HasFlag(ConversionFlags.Test);

    private static IEnumerable<PartnerPostback> Chosen(Conversion row, IReadOnlyList<PartnerPostback> postbacks)
    {
        var own = postbacks.Where(p => p.OfferId is { } offer && offer == row.OfferId).ToList();
        return own.Concat(postbacks.Where(p => p.OfferId is null && own.TrueForAll(o => o.Form != p.Form)));
    }

    private static PostbackMessage Make(Conversion row, PartnerPostback postback, string what, PublicIds ids, EventKey keys, DateTime now) => new()
    {
        Id = keys.Next(now),
        PartnerId = postback.PartnerId,
        PostbackId = postback.Id,
        ConversionId = row.Id,
        Event = what,
        Url = postback.Form == PostbackForm.Url ? PostbackTemplate.Fill(postback.Url, Values(row, ids)) : postback.Url,
        Body = postback.Form == PostbackForm.Webhook ? BodyOf(row, what, ids, now) : null,
        DueAt = now,
    };

    /// <summary>What the macros of WIRE stand for.</summary>
    private static Dictionary<string, string?> Values(Conversion row, PublicIds ids) => new(StringComparer.Ordinal)
    {
        ["transaction_id"] = row.ClickId is { } click ? ids.Format(click) : null,
        ["coupon_code"] = row.CouponCode,
        ["offer_id"] = row.OfferId?.ToString(CultureInfo.InvariantCulture),
        ["affiliate_id"] = row.PartnerId?.ToString(CultureInfo.InvariantCulture),
        ["sub1"] = row.Sub1,
        ["sub2"] = row.Sub2,
        ["sub3"] = row.Sub3,
        ["sub4"] = row.Sub4,
        ["sub5"] = row.Sub5,
        ["conversion_id"] = ids.Format(row.Id),
        ["order_id"] = row.OrderId,
        ["amount"] = MoneyText.Plain(row.Amount - row.Reversed, row.Currency),
        ["payout"] = MoneyText.Plain(row.Payout, row.Currency),
        ["currency"] = row.Currency,
        ["status"] = SnakeCase.Of(row.Status),
    };

    private static string BodyOf(Conversion row, string what, PublicIds ids, DateTime now)
    {
        using var buffer = new MemoryStream(512);
        using (var json = new Utf8JsonWriter(buffer, Json))
        {
            json.WriteStartObject();
            json.WriteString("type", what);
            json.WriteString("timestamp", now);
            json.WriteStartObject("data");
            foreach (var (name, value) in Values(row, ids))
            {
                json.WriteString(name == "affiliate_id" ? "partner_id" : name, value);
            }

            json.WriteString("order_time", row.OrderTime);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(buffer.ToArray());
    }
}

using System.Text;
using CouponPortal.Intake;
using CouponPortal.Intake.Dialects.Native;
using CouponPortal.Tests.Support;

namespace CouponPortal.Tests.Intake;

/// <summary>How a native postback is read: every field, every synonym, and what is refused with which code.</summary>
public sealed class NativePostbackTests
{
    [Fact]
    public void Every_field_of_the_query_is_read()
    {
        var facts = Read("nid=7&aid=1&oid=448&affid=2&transaction_id=abc&click_id=def&coupon_code=+snapdog+&amount=12.50&currency=eur&order_id=A%2B1&event_id=0"
            + "&datetime=2026-11-01T12:00:00Z&sub1=a&sub5=e&channel=other").Facts;

        Assert.Equal((1, 448, 2), (facts.AdvertiserId, facts.OfferId, facts.PartnerId));
        Assert.Equal(["abc", "def"], facts.ClickIds);
        Assert.Equal(["snapdog"], facts.Codes);
        Assert.Equal(("12.50", "EUR", "A+1", "sale", "other"), (facts.AmountText, facts.Currency, facts.OrderId, facts.Event, facts.Channel));
        Assert.Equal(new DateTime(2026, 11, 1, 12, 0, 0, DateTimeKind.Utc), facts.SentTime);
        Assert.Equal(("a", "e"), (facts.Sub1, facts.Sub5));
    }

    [Theory]
    [InlineData("coupon_code=A1B,C2D;E3F|G4H")]
    [InlineData("coupon_code=A1B&coupon_code=C2D&promocode=E3F&promo_code=G4H")]
    [InlineData("COUPON_CODE=A1B,,+C2D+,E3F;G4H;")]
    public void A_list_of_codes_is_split_however_it_is_sent(string query) =>
        Assert.Equal(["A1B", "C2D", "E3F", "G4H"], Read(query).Facts.Codes);

    [Theory]
    [InlineData("adm")]
    [InlineData("na")]
    [InlineData("ADM")]
    [InlineData("")]
    public void Our_own_channel_is_no_other_channel(string channel) => Assert.Null(Read($"coupon_code=ABC&channel={channel}").Facts.Channel);

    [Theory]
    [InlineData("order_id=1&order_id=2", "repeated_parameter")]
    [InlineData("oid=1&offer_id=2", "repeated_parameter")]
    [InlineData("verification_token=a&verification_token=a", "repeated_parameter")]
    [InlineData("order_id=a%00b", "invalid_character")]
    [InlineData("order_id=a%0d%0ab", "invalid_character")]
    [InlineData("order_id=a%1bb", "invalid_character")]
    [InlineData("order_id=a%E2%80%AEb", "invalid_character")]
    [InlineData("order_id=a%E2%80%8Bb", "invalid_character")]
    [InlineData("coupon_code=ABC;amount=5", "separator")]
    [InlineData("oid=1;amount=5", "separator")]
    [InlineData("oid=-1", "not_a_number")]
    [InlineData("oid=99999999999", "not_a_number")]
    [InlineData("currency=US", "currency")]
    [InlineData("currency=XXX", "currency")]
    [InlineData("datetime=yesterday", "datetime_format")]
    [InlineData("datetime=31/12/2026", "datetime_format")]
    [InlineData("order_id=%FF", "encoding")]
    [InlineData("order_id=%zz", "encoding")]
    [InlineData("order_id=%1", "encoding")]
    [InlineData("a%00b=%01", "invalid_character")]
    [InlineData("a%0ab=1", "invalid_character")]
    public void Bad_input_is_refused_with_its_code(string query, string code) => Assert.Equal(code, Refused(query).Code);

    [Fact]
    public void An_order_id_of_101_characters_is_refused_and_one_of_100_is_kept()
    {
        Assert.Equal("order_id_too_long", Refused("order_id=" + new string('x', 101)).Code);
        Assert.Equal(100, Read("order_id=" + new string('x', 100)).Facts.OrderId!.Length);
    }

    [Theory]
    [InlineData("2026-11-20T10:00:00+02:00", 8)]
    [InlineData("2026-11-20T10:00:00%2B02:00", 8)]
    [InlineData("2026-11-20T10:00:00Z", 10)]
    [InlineData("2026-11-20%2010:00:00", 10)]
    [InlineData("1795168800", 10)]
    [InlineData("1795168800000", 10)]
    public void Times_are_read_as_senders_write_them(string datetime, int hour) =>
        Assert.Equal(new DateTime(2026, 11, 20, hour, 0, 0, DateTimeKind.Utc), Read("datetime=" + datetime).Facts.SentTime);

    [Fact]
    public void A_form_and_a_json_body_say_the_same_as_a_query()
    {
        var form = Read("", "order_id=A-1&amount=5.00&coupon_code=ABC", "application/x-www-form-urlencoded").Facts;
        var json = Read("", """{"order_id": 9007199254740993, "amount": 5.00, "coupon_code": ["ABC", "DEF"], "nested": {"x": 1}}""", "application/json; charset=utf-8").Facts;

        Assert.Equal(("A-1", "5.00"), (form.OrderId, form.AmountText));
        Assert.Equal(("9007199254740993", "5.00"), (json.OrderId, json.AmountText));
        Assert.Equal(["ABC", "DEF"], json.Codes);
    }

    [Theory]
    [InlineData("order_id=1", "order_id=2", "application/x-www-form-urlencoded", "repeated_parameter")]
    [InlineData("", """{"order_id":"1","order_id":"2"}""", "application/json", "json")]
    [InlineData("", """{"order_id":""", "application/json", "json")]
    [InlineData("", "[1]", "application/json", "json")]
    [InlineData("", """{"order_id":"a\u0000"}""", "application/json", "invalid_character")]
    [InlineData("", """{"order_id":"\ud800"}""", "application/json", "encoding")]
    [InlineData("", "<x/>", "text/xml", "content_type")]
    public void A_bad_body_is_refused_with_its_code(string query, string body, string type, string code) => Assert.Equal(code, Refused(query, body, type).Code);

    [Theory]
    [InlineData("\u00fc")]
    [InlineData(" x\ty ")]
    [InlineData(null)]
    public void An_idempotency_key_that_no_index_could_hold_is_refused(string? key)
    {
        Assert.Equal("idempotency_key", Assert.IsType<Reading.Refused>(WithKey(key ?? new string('k', 256))).Why.Code);
        Assert.Equal(255, Assert.IsType<Reading.Order>(WithKey(new string('k', 255))).Facts.IdempotencyKey!.Length);

        static Reading WithKey(string sent)
        {
            var raw = Raw("coupon_code=ABC", "", null) with { Headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["idempotency-key"] = sent } };
            return NativePostback.Read(raw, Parameters.Of(raw).Read!);
        }
    }

    [Fact]
    public void What_is_cut_is_never_cut_through_a_character()
    {
        var long255 = new string('x', 254) + "\U0001F389 tail";
        var facts = Read($"sub1={Uri.EscapeDataString(long255)}&event={Uri.EscapeDataString(long255)}&channel={new string('c', 49)}{Uri.EscapeDataString("\U0001F389")}").Facts;

        Assert.Equal(new string('x', 254), facts.Sub1);
        Assert.Equal(new string('x', 254), facts.Event);
        Assert.Equal(new string('c', 49), facts.Channel);
        Assert.DoesNotContain(Refused($"oid={new string('x', 49)}{Uri.EscapeDataString("\U0001F389")}").Message, char.IsSurrogate);
    }

    [Fact]
    public void Stored_text_masks_keys_however_they_are_written()
    {
        var text = Raw("verification%5Ftoken=pk_secret&x=1", """{"postback_key": "pk & \"secret\" part", "amount": "5"}""", "application/json").ToStoredText();

        Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
        Assert.Contains("x=1", text, StringComparison.Ordinal);
        Assert.Contains("\"amount\": \"5\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Stored_text_masks_keys_and_signatures_and_keeps_the_rest()
    {
        var raw = Raw("order_id=1&verification_token=pk_secret&SIGNATURE=abcdef", """{"postback_key": "pk_secret"}""", "application/json") with
        {
            Headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["authorization"] = "Bearer pk_secret" },
        };

        var text = raw.ToStoredText();

        Assert.DoesNotContain("pk_secret", text, StringComparison.Ordinal);
        Assert.DoesNotContain("abcdef", text, StringComparison.Ordinal);
        Assert.Contains("order_id=1", text, StringComparison.Ordinal);
    }

    private static Reading.Order Read(string query, string body = "", string? type = null) =>
        Assert.IsType<Reading.Order>(ReadAny(query, body, type));

    private static Refusal Refused(string query, string body = "", string? type = null) =>
        Assert.IsType<Reading.Refused>(ReadAny(query, body, type)).Why;

    private static Reading ReadAny(string query, string body, string? type)
    {
        var raw = Raw(query, body, type);
        var (parameters, why) = Parameters.Of(raw);
        return parameters is null ? new Reading.Refused(why!) : NativePostback.Read(raw, parameters);
    }

    private static RawRequest Raw(string query, string body, string? type) => new(
        body.Length > 0 ? "POST" : "GET",
        "portal.example",
        "/postback",
        query,
        type is null ? new Dictionary<string, string>(StringComparer.Ordinal) : new Dictionary<string, string>(StringComparer.Ordinal) { ["content-type"] = type },
        Encoding.UTF8.GetBytes(body),
        "127.0.0.1",
        TestDatabase.Start);
}

using System.Text;
using CouponPortal.Domain.Conversions;
using CouponPortal.Intake;
using CouponPortal.Intake.Dialects.Feeds;

namespace CouponPortal.Tests.Intake.Feeds;

public sealed class XmlFeedTests
{
    /// <summary>As Admitad's own document has it (S2).</summary>
    public const string Example =
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <payment_list version="2">
            <payment>
                <uid>admitad_uid</uid>
                <order_id>15</order_id>
                <product_id>125</product_id>
                <tracking>Hand tools - chainsaw</tracking>
                <quantity>1</quantity>
                <currency_code>USD</currency_code>
                <price>20</price>
                <position_id>1</position_id>
                <payment_type>sale</payment_type>
                <action_code>1</action_code>
                <tariff_code>1</tariff_code>
                <position_count>1</position_count>
                <promocode>10OFF</promocode>
            </payment>
        </payment_list>
        """;

    [Fact]
    public void Example_of_the_products_document_is_one_order_of_one_position()
    {
        var row = Assert.Single(Read(Example).Rows);

        var facts = Assert.IsType<Reading.Order>(row.Reading).Facts;
        Assert.Equal(("15", "USD", "sale", 1, RepeatMeaning.NextPosition), (facts.OrderId, facts.Currency, facts.Event, facts.PositionCount, facts.Repeat));
        Assert.Equal(["10OFF"], facts.Codes);
        Assert.Equal(["admitad_uid"], facts.ClickIds);
        Assert.Equal(new ItemFacts("1", "125", 1, "20"), Assert.Single(facts.Items));
        Assert.Empty(row.Ignored);
        Assert.IsType<Reading.Order>(Assert.Single(XmlFeed.Read(row.Body, "xml", 1, null).Rows).Reading);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("   ", "xml")]
    [InlineData("<!DOCTYPE payment_list><payment_list version='2'/>", "dtd")]
    [InlineData("<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><payment_list>&b;</payment_list>", "dtd")]
    [InlineData("<orders/>", "root")]
    [InlineData("<payment_list version='3'><payment/></payment_list>", "version")]
    [InlineData("<payment_list version='2'/>", "no_rows")]
    [InlineData("<payment_list><payment><order_id>1</order_id>", "truncated")]
    [InlineData("<payment_list><payment></payment_list>", "xml")]
    [InlineData("\uFEFF\n<?xml version='1.0'?><payment_list/>", "xml")]
    [InlineData("<payment_list><payment><promocode>&#x0;</promocode></payment></payment_list>", "invalid_character")]
    [InlineData("<payment_list><payment><promocode>&#xFFFE;</promocode></payment></payment_list>", "invalid_character")]
    [InlineData("<?xml version='1.0' encoding='utf-7'?><payment_list/>", "encoding")]
    [InlineData("<?xml version='1.0' encoding='utf-16'?><payment_list/>", "encoding")]
    [InlineData("<?xml version='1.0' encoding='windows-1250'?><payment_list/>", "encoding")]
    public void Malformed_document_is_refused_whole_by_its_reason(string document, string code)
    {
        var read = Read(document);

        Assert.Equal(code, read.Why?.Code);
        Assert.Empty(read.Rows);
    }

    [Fact]
    public void Archives_bytes_of_another_encoding_deep_nesting_and_endless_values_are_refused()
    {
        Assert.Equal("content", XmlFeed.Read([0x1F, 0x8B, 8, 0], "xml", 1, null).Why?.Code);
        Assert.Equal("content", XmlFeed.Read("PK\u0003\u0004"u8.ToArray(), "xml", 1, null).Why?.Code);
        Assert.Equal("encoding", XmlFeed.Read([.. "<payment_list><payment><promocode>"u8, 0xE9, .. "</promocode></payment></payment_list>"u8], "xml", 1, null).Why?.Code);
        Assert.Equal("too_deep", Read("<payment_list>" + string.Concat(Enumerable.Repeat("<a>", 200_000))).Why?.Code);
        Assert.Equal("field_too_long", Read($"<payment_list><payment><promocode>{new string('A', 1_000_000)}</promocode></payment></payment_list>").Why?.Code);
    }

    [Fact]
    public void Too_many_payments_end_the_reading_within_the_bounds_of_memory_and_time()
    {
        var document = Encoding.UTF8.GetBytes("<payment_list>" + string.Concat(Enumerable.Repeat("<payment/>", 1_000_000)) + "</payment_list>");
        var before = GC.GetAllocatedBytesForCurrentThread();

        var read = XmlFeed.Read(document, "xml", 1, null);

        Assert.Equal("too_many_rows", read.Why?.Code);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64L * 1024 * 1024);
    }

    [Theory]
    [InlineData("<?xml version='1.0' encoding='windows-1251'?>", 1251)]
    [InlineData("<?xml version='1.0' encoding='utf-16'?>", 1200)]
    [InlineData("<?xml version='1.0' encoding='UTF-8'?>", 65001)]
    public void Listed_encodings_are_read(string declaration, int page)
    {
        var encoding = page == 1251 ? CodePagesEncodingProvider.Instance.GetEncoding(page)! : Encoding.GetEncoding(page);
        var document = declaration + "<payment_list><payment><order_id>Заказ</order_id><price>1</price></payment></payment_list>";

        Assert.Equal("Заказ", Assert.Single(XmlFeed.Read(encoding.GetBytes(document), "xml", 1, null).Rows).OrderId);
        Assert.Equal("Заказ", Assert.Single(XmlFeed.Read([.. encoding.GetPreamble(), .. encoding.GetBytes(document)], "xml", 1, null).Rows).OrderId);
    }

    [Fact]
    public void Namespace_order_attributes_comments_and_character_data_change_nothing_and_unknown_elements_are_named()
    {
        var row = Assert.Single(Read("""
            <payment_list xmlns="urn:x" version="2"><!-- a --><other><deep>1</deep></other><payment a="b"><price>1.50</price><colour>red<deep>x</deep></colour>
            <promocode><![CDATA[A&B]]></promocode><order_id> 7 </order_id></payment></payment_list>
            """).Rows);

        var facts = Assert.IsType<Reading.Order>(row.Reading).Facts;
        Assert.Equal(("7", "A&B", "1.50"), (facts.OrderId, Assert.Single(facts.Codes), Assert.Single(facts.Items).PriceText));
        Assert.Equal(["colour"], row.Ignored);
        Assert.Contains("<colour>red</colour>", Encoding.UTF8.GetString(row.Body), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<order_id>1</order_id><price>1</price><price>2</price>", "repeated_parameter")]
    [InlineData("<price>1</price>", "order_id_missing")]
    [InlineData("<order_id>1</order_id><price>1</price><quantity>0</quantity>", "quantity")]
    [InlineData("<order_id>1</order_id><price>1</price><currency_code>XXX</currency_code>", "currency")]
    [InlineData("<order_id>a&#10;b</order_id><price>1</price>", "invalid_character")]
    public void Odd_payment_is_refused_alone(string payment, string code)
    {
        var rows = Read($"<payment_list><payment>{payment}</payment><payment><order_id>good</order_id><price>1</price></payment></payment_list>").Rows;

        Assert.Equal(code, Assert.IsType<Reading.Refused>(rows[0].Reading).Why.Code);
        Assert.IsType<Reading.Order>(rows[1].Reading);
    }

    [Fact]
    public void Same_position_twice_stays_and_with_two_amounts_both_are_held()
    {
        const string Payment = "<payment><order_id>{0}</order_id><position_id>1</position_id><price>{1}</price></payment>";
        var rows = Read("<payment_list>" + string.Concat(
            Payment.Replace("{0}", "same", StringComparison.Ordinal).Replace("{1}", "5", StringComparison.Ordinal), Payment.Replace("{0}", "same", StringComparison.Ordinal).Replace("{1}", "5", StringComparison.Ordinal),
            Payment.Replace("{0}", "odd", StringComparison.Ordinal).Replace("{1}", "5", StringComparison.Ordinal), Payment.Replace("{0}", "odd", StringComparison.Ordinal).Replace("{1}", "6", StringComparison.Ordinal)) + "</payment_list>").Rows;

        Assert.All(rows.Take(2), r => Assert.IsType<Reading.Order>(r.Reading));
        Assert.All(rows.Skip(2), r => Assert.Equal(("conflict_in_file", HitVerdict.Held), (Assert.IsType<Reading.Ignored>(r.Reading).Code, ((Reading.Ignored)r.Reading).Verdict)));
    }

    [Theory]
    [InlineData("0", ConversionStatus.Pending)]
    [InlineData("1", ConversionStatus.Approved)]
    [InlineData("2", ConversionStatus.Rejected)]
    public void Revision_says_of_an_order_whether_it_counts(string status, ConversionStatus meant)
    {
        var row = Assert.Single(Read($"<Payments><Payment><OrderID>15</OrderID><Status>{status}</Status></Payment></Payments>").Rows);

        var facts = Assert.IsType<Reading.Correction>(row.Reading).Facts;
        Assert.Equal(("15", CorrectionKind.Status, meant), (facts.OrderId, facts.Kind, facts.Status));
    }

    [Fact]
    public void Revision_with_another_status_or_without_an_order_is_refused()
    {
        var rows = Read("<Payments><Payment><OrderID>15</OrderID><Status>3</Status></Payment><Payment><Status>1</Status></Payment></Payments>").Rows;

        Assert.Equal(["status", "order_id_missing"], rows.Select(r => Assert.IsType<Reading.Refused>(r.Reading).Why.Code));
    }

    private static FeedDocument Read(string document) => XmlFeed.Read(Encoding.UTF8.GetBytes(document), "xml", 1, null);
}

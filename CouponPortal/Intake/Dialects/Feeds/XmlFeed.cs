using System.Security;
using System.Text;
using System.Xml;
using CouponPortal.Domain;
using CouponPortal.Domain.Conversions;
using CouponPortal.Intake.Dialects.Admitad;

namespace CouponPortal.Intake.Dialects.Feeds;

/// <summary>
/// XML documents of orders (WIRE): Admitad's <c>payment_list</c> version 2, whose payments are positions, those with one <c>order_id</c> one order; and the revision feed
/// <c>Payments</c>, which says of orders whether they count.
/// </summary>
public static class XmlFeed
{
    private const int MaxIgnored = 20;

    private static readonly HashSet<string> PaymentFields = new(StringComparer.OrdinalIgnoreCase)
    {
        "uid", "admitad_uid", "order_id", "product_id", "quantity", "currency_code", "price", "position_id", "position_count", "payment_type", "promocode", "discount_code", "coupon_code",
        "datetime_action", "datetime", "channel", "broker", "campaign_code",
    };

    // Part of the format, and of no use here.
    private static readonly HashSet<string> Silent = new(StringComparer.OrdinalIgnoreCase) { "tracking", "action_code", "tariff_code", "client_id" };
    private static readonly HashSet<string> RevisionFields = new(StringComparer.OrdinalIgnoreCase) { "OrderID", "order_id", "Status", "updated_at", "UpdatedAt", "datetime", "date" };

    /// <param name="door">Name that hits and conversions keep.</param>
    /// <param name="advertiserId">Whose orders they are: the sender has proved it.</param>
    /// <param name="offerCode">The offer of rows that name none, as the sender calls it; null = the code decides.</param>
    /// <param name="offerId">The same, by our id.</param>
    public static FeedDocument Read(byte[] body, string door, int? advertiserId, string? offerCode, int? offerId = null)
    {
        var rows = new List<FeedRow>();
        var isRevision = false;
        try
        {
            var (reader, unreadable) = XmlText.Open(body);
            if (reader is null)
            {
                return FeedDocument.Refused(unreadable!);
            }

            using var closes = reader;
            new XmlRows(reader).Walk(
                root => isRevision = IsRevision(root),
                name => name.Equals("payment", StringComparison.OrdinalIgnoreCase),
                (at, fields) => rows.Add(isRevision ? Verdict(at, fields, door, advertiserId) : Payment(at, fields, door, advertiserId, offerCode, offerId)));
        }
        catch (FeedFaultException fault)
        {
            return FeedDocument.Refused(fault.Why);
        }
        catch (XmlException error)
        {
            return FeedDocument.Refused(Of(error, rows.Count + 1));
        }
        catch (ArgumentException)
        {
            return FeedDocument.Refused(Refusal.Bad("encoding", "Some bytes are not in the encoding that the document declares (UTF-8 where it declares none)."));
        }

        return rows.Count == 0
            ? FeedDocument.Refused(Refusal.Bad("no_rows", "There is no payment in the document."))
            : new(FeedDocument.HoldConflicts(rows, advertiserId), null);
    }

    private static bool IsRevision(XmlRoot root) => root.Name.ToLowerInvariant() switch
    {
        "payment_list" when root.Version is null or "2" => false,
        "payment_list" => throw new FeedFaultException(Refusal.Bad("version", $"payment_list has version “{Excerpt.Of(root.Version!, 20)}”; version 2 is read.")),
        "payments" => true,
        _ => throw new FeedFaultException(Refusal.Bad("root", $"The document begins with {Excerpt.Of(StoredText.Clean(root.Name), 50)}; payment_list (orders) and Payments (revisions) are read.")),
    };

    private static FeedRow Payment(int at, List<KeyValuePair<string, string>> fields, string door, int? advertiserId, string? offerCode, int? offerId)
    {
        return Row(at, fields, PaymentFields, "payment_list version=\"2\"", "payment", advertiserId, read =>
        {
            var facts = AdmitadRequest.FactsOf(read, door);
            if (facts.OrderId is null)
            {
                // A document comes again and again: what has no name would be paid each time.
                read.Refuse("order_id_missing", "A payment of a feed needs its order_id.", "order_id");
            }

            return new Reading.Order(facts with { AdvertiserId = advertiserId, OfferCode = facts.OfferCode ?? offerCode, OfferId = facts.OfferCode is null ? offerId : null }, ChannelProof.Given);
        });
    }

    private static FeedRow Verdict(int at, List<KeyValuePair<string, string>> fields, string door, int? advertiserId)
    {
        return Row(at, fields, RevisionFields, "Payments", "Payment", advertiserId, read =>
        {
            var order = OrderFields.OrderId(read, "OrderID", "order_id");
            if (order is null)
            {
                read.Refuse("order_id_missing", "A payment of a revision feed needs its OrderID.", "OrderID");
            }

            return new Reading.Correction(
                new() { Door = door, AdvertiserId = advertiserId, OrderId = order, Kind = CorrectionKind.Status, Status = StatusOf(read), SaidAt = OrderFields.Time(read, "updated_at", "UpdatedAt", "datetime", "date") }, ChannelProof.Given);
        });
    }

    private static ConversionStatus? StatusOf(SentFields read)
    {
        switch (read.One("Status")?.ToLowerInvariant())
        {
            case "0" or "pending":
                return ConversionStatus.Pending;
            case "1" or "approved":
                return ConversionStatus.Approved;
            case "2" or "rejected":
                return ConversionStatus.Rejected;
            default:
                read.Refuse("status", "Status is 0 (pending), 1 (approved) or 2 (rejected).", "Status");
                return null;
        }
    }

    private static FeedRow Row(int at, List<KeyValuePair<string, string>> fields, HashSet<string> known, string root, string element, int? advertiserId, Func<SentFields, Reading> read)
    {
        var body = BodyOf(fields, root, element);
        string[] ignored = [.. fields.Select(f => f.Key).Where(n => !known.Contains(n) && !Silent.Contains(n)).Distinct(StringComparer.OrdinalIgnoreCase).Select(n => Excerpt.Of(n, 100)).Take(MaxIgnored)];
        var (parameters, unreadable) = Parameters.Of(fields.Where(f => known.Contains(f.Key)));
        if (parameters is null)
        {
            return new(at, new Reading.Refused(unreadable!) { AdvertiserId = advertiserId }, body, ignored);
        }

        var sent = new SentFields(parameters);
        var reading = read(sent);
        var order = reading switch
        {
            Reading.Order taken => taken.Facts.OrderId,
            Reading.Correction taken => taken.Facts.OrderId,
            _ => null,
        };
        return new(at, sent.Why is { } why ? new Reading.Refused(why) { AdvertiserId = advertiserId } : reading, body, ignored) { OrderId = order };
    }

    private static byte[] BodyOf(List<KeyValuePair<string, string>> fields, string root, string element)
    {
        var text = new StringBuilder($"<{root}><{element}>");
        foreach (var (name, value) in fields)
        {
            text.Append('<').Append(name).Append('>').Append(SecurityElement.Escape(value)).Append("</").Append(name).Append('>');
        }

        return Encoding.UTF8.GetBytes(text.Append($"</{element}></{root.Split(' ')[0]}>").ToString());
    }

    // The reader says only in words what was wrong; its words do not depend on the machine's language.
    private static Refusal Of(XmlException error, int row)
    {
        var (code, sentence) = error.Message switch
        {
            var m when m.Contains("DTD", StringComparison.Ordinal) => ("dtd", "a document type (DOCTYPE) is not taken. Send the document without one."),
            var m when m.Contains("Unexpected end of file", StringComparison.Ordinal) => ("truncated", $"the document ends in the middle, at row {row}. Nothing of it was taken; send it whole."),
            var m when m.Contains("invalid character", StringComparison.Ordinal) => ("invalid_character", "there is a character that XML does not allow."),
            var m when m.Contains("exceeded", StringComparison.Ordinal) => ("too_large", "the document is longer than what is read."),
            _ => ("xml", "this is not well-formed XML."),
        };
        return Refusal.Bad(code, $"Line {error.LineNumber}, column {error.LinePosition}: {sentence}");
    }
}

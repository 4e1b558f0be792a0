using System.Buffers.Binary;
using System.Text;

namespace CouponPortal.Tracking.Domains;

/// <summary>What a DNS server answered to one question for TXT records.</summary>
public enum DnsReading
{
    /// <summary>Not an answer to this question, or no DNS message: to be ignored, another one may come.</summary>
    NotOurs,
    Answered,

    /// <summary>The server knows that the name does not exist.</summary>
    NoSuchName,

    /// <summary>The answer was cut: to be asked again over TCP.</summary>
    Truncated,

    /// <summary>The server could not, or would not.</summary>
    Failed,
}

/// <summary>DNS messages (RFC 1035) as far as one question for TXT records needs them.</summary>
public static class DnsMessage
{
    private const int HeaderLength = 12;
    private const int MaxName = 253;
    private const ushort TypeTxt = 16;
    private const ushort ClassInternet = 1;

    /// <param name="name">ASCII host name; labels may begin with an underscore.</param>
    /// <exception cref="ArgumentException">No such name can be asked for.</exception>
    public static byte[] Question(ushort id, string name)
    {
        if (name.Length is 0 or > MaxName)
        {
            throw new ArgumentException("A name has 1 to 253 characters.", nameof(name));
        }

        var message = new List<byte>(HeaderLength + name.Length + 6) { (byte)(id >> 8), (byte)id, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0 };
        foreach (var label in name.Split('.'))
        {
            if (label.Length is 0 or > 63 || !label.All(char.IsAscii))
            {
                throw new ArgumentException("A label has 1 to 63 ASCII characters.", nameof(name));
            }

            message.Add((byte)label.Length);
            message.AddRange(Encoding.ASCII.GetBytes(label));
        }

        message.AddRange([0, 0, (byte)TypeTxt, 0, (byte)ClassInternet]);
        return [.. message];
    }

    /// <param name="answer">As received, from whomever.</param>
    /// <param name="question">What was sent: number and question must come back in it.</param>
    /// <param name="texts">Gets each TXT record's text, its parts joined, whichever name it stands under: a resolver follows aliases.</param>
    public static DnsReading Read(ReadOnlySpan<byte> answer, ReadOnlySpan<byte> question, List<string> texts)
    {
        if (answer.Length < question.Length || !answer[..2].SequenceEqual(question[..2]) || (answer[2] & 0x80) == 0 || BinaryPrimitives.ReadUInt16BigEndian(answer[4..]) != 1
            || !SameQuestion(answer[HeaderLength..question.Length], question[HeaderLength..]))
        {
            return DnsReading.NotOurs;
        }

        switch (answer[3] & 0x0f)
        {
            case 0:
                break;
            case 3:
                return DnsReading.NoSuchName;
            default:
                return DnsReading.Failed;
        }

        if ((answer[2] & 0x02) != 0)
        {
            return DnsReading.Truncated;
        }

        var at = question.Length;
        for (var left = BinaryPrimitives.ReadUInt16BigEndian(answer[6..]); left > 0; left--)
        {
            if (!SkipName(answer, ref at) || at + 10 > answer.Length)
            {
                return DnsReading.Failed;
            }

            var (type, form, length) = (BinaryPrimitives.ReadUInt16BigEndian(answer[at..]), BinaryPrimitives.ReadUInt16BigEndian(answer[(at + 2)..]), BinaryPrimitives.ReadUInt16BigEndian(answer[(at + 8)..]));
            at += 10;
            if (at + length > answer.Length)
            {
                return DnsReading.Failed;
            }

            if (type == TypeTxt && form == ClassInternet)
            {
                texts.Add(TextOf(answer.Slice(at, length)));
            }

            at += length;
        }

        return DnsReading.Answered;
    }

    // Servers may answer in another case than they were asked in.
    private static bool SameQuestion(ReadOnlySpan<byte> answer, ReadOnlySpan<byte> question) => Ascii.EqualsIgnoreCase(answer, question);

    // A name ends with an empty label or with a pointer; nothing is followed, so nothing can go round in circles.
    private static bool SkipName(ReadOnlySpan<byte> answer, ref int at)
    {
        while (at < answer.Length)
        {
            var length = answer[at];
            if ((length & 0xc0) == 0xc0)
            {
                at += 2;
                return at <= answer.Length;
            }

            at += length + 1;
            if (length == 0)
            {
                return at <= answer.Length;
            }
        }

        return false;
    }

    private static string TextOf(ReadOnlySpan<byte> data)
    {
        var text = new StringBuilder(data.Length);
        for (var at = 0; at < data.Length; at += data[at] + 1)
        {
            text.Append(Encoding.Latin1.GetString(data.Slice(at + 1, Math.Min(data[at], data.Length - at - 1))));
        }

        return text.ToString();
    }
}

using System.Buffers.Binary;
using System.Text;

namespace CouponPortal.Tests.Hosting.Circuits;

/// <summary>As much of MessagePack, and of the hub protocol's frames around it, as a circuit speaks.</summary>
internal static class BlazorPack
{
    /// <summary>An invocation without headers and streams.</summary>
    /// <param name="id">Null = no completion is sent for it.</param>
    public static byte[] Invocation(string? id, string target, params object?[] arguments)
    {
        var body = new List<byte> { 0x96, 1, 0x80 };
        Write(body, id);
        Write(body, target);
        body.Add((byte)(0x90 | arguments.Length));
        foreach (var argument in arguments)
        {
            Write(body, argument);
        }

        body.Add(0x90);
        return Framed(body);
    }

    public static byte[] Framed(IReadOnlyCollection<byte> body)
    {
        var frame = new List<byte>();
        var left = body.Count;
        do
        {
            frame.Add((byte)((left & 0x7F) | (left > 0x7F ? 0x80 : 0)));
            left >>= 7;
        }
        while (left > 0);
        frame.AddRange(body);
        return [.. frame];
    }

    /// <summary>The messages that have arrived whole; what is left of the last one stays in <paramref name="waiting"/>.</summary>
    public static IEnumerable<object?[]> Take(List<byte> waiting)
    {
        while (true)
        {
            var (length, at) = (0, 0);
            while (at < waiting.Count && at < 5)
            {
                length |= (waiting[at] & 0x7F) << (7 * at);
                if (waiting[at++] < 0x80)
                {
                    break;
                }
            }

            if (at == 0 || waiting[at - 1] >= 0x80 || waiting.Count < at + length)
            {
                yield break;
            }

            var body = waiting.GetRange(at, length).ToArray();
            waiting.RemoveRange(0, at + length);
            var position = 0;
            yield return (object?[])Read(body, ref position)!;
        }
    }

    private static void Write(List<byte> body, object? value)
    {
        switch (value)
        {
            case null:
                body.Add(0xC0);
                break;
            case bool flag:
                body.Add(flag ? (byte)0xC3 : (byte)0xC2);
                break;
            case string text:
                var bytes = Encoding.UTF8.GetBytes(text);
                var length = new byte[4];
                BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
                body.Add(0xDB);
                body.AddRange(length);
                body.AddRange(bytes);
                break;
            default:
                var number = new byte[8];
                BinaryPrimitives.WriteInt64BigEndian(number, Convert.ToInt64(value, null));
                body.Add(0xD3);
                body.AddRange(number);
                break;
        }
    }

    private static object? Read(byte[] body, ref int at)
    {
        var kind = body[at++];
        return kind switch
        {
            <= 0x7F => (long)kind,
            <= 0x8F => Map(body, ref at, kind & 0xF),
            <= 0x9F => Array(body, ref at, kind & 0xF),
            <= 0xBF => Text(body, ref at, kind & 0x1F),
            0xC0 => null,
            0xC2 => false,
            0xC3 => true,
            0xC4 => Bytes(body, ref at, (int)Number(body, ref at, 1)),
            0xC5 => Bytes(body, ref at, (int)Number(body, ref at, 2)),
            0xC6 => Bytes(body, ref at, (int)Number(body, ref at, 4)),
            0xCC or 0xD0 => Number(body, ref at, 1),
            0xCD or 0xD1 => Number(body, ref at, 2),
            0xCE or 0xD2 => Number(body, ref at, 4),
            0xCF or 0xD3 => Number(body, ref at, 8),
            0xD9 => Text(body, ref at, (int)Number(body, ref at, 1)),
            0xDA => Text(body, ref at, (int)Number(body, ref at, 2)),
            0xDB => Text(body, ref at, (int)Number(body, ref at, 4)),
            0xDC => Array(body, ref at, (int)Number(body, ref at, 2)),
            >= 0xE0 => (long)(sbyte)kind,
            _ => throw new NotSupportedException($"MessagePack 0x{kind:X2}"),
        };
    }

    private static long Number(byte[] body, ref int at, int size)
    {
        var number = 0L;
        for (var i = 0; i < size; i++)
        {
            number = (number << 8) | body[at++];
        }

        return number;
    }

    private static byte[] Bytes(byte[] body, ref int at, int length)
    {
        at += length;
        return body[(at - length)..at];
    }

    private static string Text(byte[] body, ref int at, int length) => Encoding.UTF8.GetString(Bytes(body, ref at, length));

    private static object?[] Array(byte[] body, ref int at, int count)
    {
        var values = new object?[count];
        for (var i = 0; i < count; i++)
        {
            values[i] = Read(body, ref at);
        }

        return values;
    }

    private static Dictionary<string, object?> Map(byte[] body, ref int at, int count)
    {
        var values = new Dictionary<string, object?>(StringComparer.Ordinal);
        for (var i = 0; i < count; i++)
        {
            values[(string)Read(body, ref at)!] = Read(body, ref at);
        }

        return values;
    }
}

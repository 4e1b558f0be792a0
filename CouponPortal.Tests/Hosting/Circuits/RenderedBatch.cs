using System.Buffers.Binary;
using System.Text;

namespace CouponPortal.Tests.Hosting.Circuits;

/// <summary>What a circuit drew: every text of it, and the handlers of its buttons by what stands on them.</summary>
internal sealed class RenderedBatch
{
    private const int FrameSize = 20;
    private const int ElementFrame = 1;
    private const int TextFrame = 2;
    private const int AttributeFrame = 3;

    private readonly byte[] _batch;

    public RenderedBatch(byte[] batch)
    {
        _batch = batch;
        var (frames, strings) = (Int(batch.Length - 16), Int(batch.Length - 4));
        var texts = new List<string>();
        for (var at = strings; at < batch.Length - 20; at += 4)
        {
            texts.Add(TextAt(Int(at)));
        }

        Texts = texts;
        var handlers = new List<(string, string, long)>();
        var waiting = new List<(string Name, long Handler)>();
        for (var (i, at) = (0, frames + 4); i < Int(frames); i++, at += FrameSize)
        {
            switch (Int(at))
            {
                case AttributeFrame when BinaryPrimitives.ReadInt64LittleEndian(batch.AsSpan(at + 12)) is > 0 and var handler:
                    waiting.Add((texts[Int(at + 4)], handler));
                    break;
                case TextFrame when waiting.Count > 0 && texts[Int(at + 4)].Trim() is { Length: > 0 } label:
                    handlers.AddRange(waiting.Select(w => (label, w.Name, w.Handler)));
                    waiting.Clear();
                    break;
                case ElementFrame when texts[Int(at + 8)] is "button" or "form" or "input" or "select":
                    waiting.Clear();
                    break;
            }
        }

        Handlers = handlers;
    }

    public IReadOnlyList<string> Texts { get; }

    /// <summary>The first text inside, the event's attribute, and what an event must name.</summary>
    public IReadOnlyList<(string Label, string Event, long Id)> Handlers { get; }

    private int Int(int at) => BinaryPrimitives.ReadInt32LittleEndian(_batch.AsSpan(at));

    private string TextAt(int at)
    {
        var (length, shift) = (0, 0);
        byte part;
        do
        {
            part = _batch[at++];
            length |= (part & 0x7F) << shift;
            shift += 7;
        }
        while (part >= 0x80);
        return Encoding.UTF8.GetString(_batch, at, length);
    }
}

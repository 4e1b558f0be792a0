using System.Text;
using System.Text.Json;
using CouponPortal.Domain.Clicks;

namespace CouponPortal.Data.Writer;

/// <summary>
/// Where clicks wait on disk while the store is down: the shopper is redirected all the same. A JSON line a click, flushed to the disk before it counts as
/// kept; bounded, so that a long outage cannot fill the disk.
/// </summary>
public sealed class ClickSpool(string file, long maxBytes = ClickSpool.DefaultMaxBytes)
{
    public const long DefaultMaxBytes = 256 * 1024 * 1024;

    // What is stored in one go: a long outage's clicks neither fill the memory nor keep new orders waiting for the last of them.
    private const int DrainBytes = 2 * 1024 * 1024;

    private readonly Lock _lock = new();
    private long _given;

    public bool IsEmpty => !File.Exists(file);

    /// <summary>False when there is no room, or the disk refuses too.</summary>
    public bool TryKeep(IReadOnlyCollection<Click> clicks)
    {
        lock (_lock)
        {
            try
            {
                using var stream = new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
                if (stream.Length > maxBytes)
                {
                    return false;
                }

                EndTornLine(stream);

                foreach (var click in clicks)
                {
                    stream.Write(JsonSerializer.SerializeToUtf8Bytes(click));
                    stream.WriteByte((byte)'\n');
                }

                stream.Flush(flushToDisk: true);
                return true;
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                return false;
            }
        }
    }

    /// <summary>
    /// Gives kept clicks to <paramref name="store"/>, a bounded number at a time, and forgets them when all are given. Those given before an exception, or
    /// before the process died, may be given again: the store knows them by their key.
    /// </summary>
    public void Drain(Action<List<Click>> store)
    {
        lock (_lock)
        {
            if (IsEmpty)
            {
                return;
            }

            using (var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite))
            {
                var (clicks, end) = ReadSome(stream, Math.Min(_given, stream.Length));
                store(clicks);
                _given = end;
                if (end < stream.Length)
                {
                    return;
                }
            }

            File.Delete(file);
            _given = 0;
        }
    }

    /// <returns>Clicks of whole lines from <paramref name="start"/>, and where the next ones begin.</returns>
    private static (List<Click> Clicks, long End) ReadSome(FileStream stream, long start)
    {
        var bytes = new byte[Math.Min(DrainBytes, stream.Length - start)];
        stream.Position = start;
        stream.ReadExactly(bytes);
        var whole = start + bytes.Length < stream.Length ? bytes.AsSpan().LastIndexOf((byte)'\n') + 1 : bytes.Length;

        // A line of that length is no click.
        whole = whole == 0 ? bytes.Length : whole;
        var clicks = new List<Click>();
        foreach (var line in Encoding.UTF8.GetString(bytes, 0, whole).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (Read(line) is { } click)
            {
                clicks.Add(click);
            }
        }

        return (clicks, start + whole);
    }

    // A line torn by a full disk or the end of the process must not take the next click, which will be acknowledged, with it.
    private static void EndTornLine(FileStream stream)
    {
        if (stream.Length == 0)
        {
            return;
        }

        stream.Seek(-1, SeekOrigin.End);
        if (stream.ReadByte() != '\n')
        {
            stream.WriteByte((byte)'\n');
        }
    }

    // The last line is torn when the process died while writing it; it was never acknowledged.
    private static Click? Read(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<Click>(line);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

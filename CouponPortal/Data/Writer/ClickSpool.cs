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
    private const int DrainedAtOnce = 2_000;

    private readonly Lock _lock = new();

    public bool IsEmpty => !File.Exists(file);

    /// <summary>False when there is no room, or the disk refuses too.</summary>
    public bool TryKeep(IReadOnlyCollection<Click> clicks)
    {
        lock (_lock)
        {
            try
            {
                using var stream = new FileStream(file, FileMode.Append, FileAccess.Write, FileShare.Read);
                if (stream.Length > maxBytes)
                {
                    return false;
                }

                // A write that failed half-way left a line without its end; what follows must not become a part of it.
                stream.WriteByte((byte)'\n');
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

    /// <summary>Gives all kept clicks to <paramref name="store"/>, some at a time, and forgets them when it has returned from all without an exception.</summary>
    public void Drain(Action<List<Click>> store)
    {
        lock (_lock)
        {
            if (IsEmpty)
            {
                return;
            }

            foreach (var lines in File.ReadLines(file, Encoding.UTF8).Chunk(DrainedAtOnce))
            {
                store([.. lines.Select(Read).OfType<Click>()]);
            }

            File.Delete(file);
        }
    }

    // A line is torn when the process died, or the disk filled up, while writing it; it was never acknowledged.
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

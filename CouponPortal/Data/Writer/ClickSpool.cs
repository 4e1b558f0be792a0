using System.Text;
using System.Text.Json;
using CouponPortal.Domain.Clicks;

namespace CouponPortal.Data.Writer;

/// <summary>
/// Where clicks wait on disk while the store is down: the shopper is redirected all the same. A JSON line a click, flushed to the disk before it counts as
/// kept; bounded, so that a long outage cannot fill the disk; with room set aside, so that a full disk does not take it away.
/// </summary>
public sealed class ClickSpool
{
    public const long DefaultMaxBytes = 256 * 1024 * 1024;

    /// <summary>About 60,000 clicks.</summary>
    public const long DefaultReserve = 16 * 1024 * 1024;

    // What is stored in one go: a long outage's clicks neither fill the memory nor keep new orders waiting for the last of them.
    private const int DrainBytes = 2 * 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly string _file;
    private readonly long _maxBytes;
    private readonly long _reserve;
    private long _given;
    private volatile bool _refuses;

    /// <param name="reserve">Bytes of the disk that are kept for it while it is empty.</param>
    public ClickSpool(string file, long maxBytes = DefaultMaxBytes, long reserve = 0)
    {
        (_file, _maxBytes, _reserve) = (file, maxBytes, reserve);
        SetAside();
    }

    public bool IsEmpty => Bytes == 0;

    /// <summary>What waits. A click takes some 250.</summary>
    public long Bytes => new FileInfo(_file) is { Exists: true } file ? file.Length : 0;

    public long MaxBytes => _maxBytes;

    /// <summary>The last clicks found no room, or the disk refused them.</summary>
    public bool IsRefusing => _refuses;

    /// <summary>False when there is no room, or the disk refuses too.</summary>
    public bool TryKeep(IReadOnlyCollection<Click> clicks)
    {
        lock (_lock)
        {
            _refuses = !Append(clicks);
            return !_refuses;
        }
    }

    /// <summary>
    /// Gives kept clicks to <paramref name="store"/>, a bounded number at a time, and forgets them when all are given. Those given before an exception, or
    /// before the process died, may be given again: the store knows them by their key. Meanwhile new ones can be kept. One caller at a time.
    /// </summary>
    public void Drain(Action<List<Click>> store)
    {
        if (IsEmpty)
        {
            return;
        }

        List<Click> clicks;
        long end;
        lock (_lock)
        {
            using var stream = new FileStream(_file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            (clicks, end) = ReadSome(stream, Math.Min(_given, stream.Length));
        }

        // A store that hangs must not keep anybody from the spool.
        store(clicks);
        lock (_lock)
        {
            _given = end;
            if (end >= Bytes)
            {
                File.Delete(_file);
                (_given, _refuses) = (0, false);
                SetAside();
            }
        }
    }

    private bool Append(IReadOnlyCollection<Click> clicks)
    {
        try
        {
            using var stream = new FileStream(_file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
            if (stream.Length > _maxBytes)
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

    // The blocks belong to the file from then on, and its length stays 0.
    private void SetAside()
    {
        if (_reserve == 0 || File.Exists(_file))
        {
            return;
        }

        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, PreallocationSize = _reserve };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            new FileStream(_file, options).Dispose();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // No room, or a file system that cannot: then the spool takes what there is when it is needed.
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

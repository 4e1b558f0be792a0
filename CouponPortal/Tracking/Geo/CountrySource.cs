using System.Net;

namespace CouponPortal.Tracking.Geo;

/// <summary>The installed ranges, read at the start and again when the file has changed. A file that cannot be read leaves the former one in force.</summary>
public sealed partial class CountrySource(GeoSettings settings, TimeProvider time, ILogger<CountrySource> log) : BackgroundService
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(15);
    private CountryRanges _ranges = CountryRanges.None;
    private string _seen = "";

    /// <summary>How many ranges are installed.</summary>
    public int Count => Volatile.Read(ref _ranges).Count;

    public string? CountryOf(IPAddress? address) => Volatile.Read(ref _ranges).CountryOf(address);

    /// <summary>Reads the file if it is not the one that was read last.</summary>
    public void Look()
    {
        if (settings.RangesFile is not { } path)
        {
            return;
        }

        try
        {
            var now = MarkOf(path);
            if (now == _seen)
            {
                return;
            }

            _seen = now;
            var ranges = CountryRangeFile.Read(path);
            Volatile.Write(ref _ranges, ranges);
            LogRead(ranges.Count, path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            LogUnread(path, error.Message);
        }
    }

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        Look();
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (settings.RangesFile is null)
        {
            return;
        }

        using var timer = new PeriodicTimer(BetweenLooks, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            Look();
        }
    }

    // Size and time, of each file: a volume that is mounted into a container tells of changes by nothing else.
    private static string MarkOf(string path) => string.Join('\n', CountryRangeFile.FilesOf(path).Select(f => new FileInfo(f)).Select(f => $"{f.FullName} {(f.Exists ? f.Length : -1)} {f.LastWriteTimeUtc.Ticks}"));

    [LoggerMessage(Level = LogLevel.Information, Message = "Countries are known by {Count} ranges of addresses from {Path}.")]
    private partial void LogRead(int count, string path);

    [LoggerMessage(Level = LogLevel.Error, Message = "The ranges of addresses in {Path} (Geo:RangesFile) could not be read, so those known before stay in force: {Why}")]
    private partial void LogUnread(string path, string why);
}

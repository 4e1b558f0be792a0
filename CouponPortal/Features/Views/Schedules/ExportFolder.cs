using System.Globalization;

namespace CouponPortal.Features.Views.Schedules;

/// <summary>Where files of scheduled exports lie: below the data directory, readable by the product's own account alone. Their names are this product's.</summary>
public sealed class ExportFolder(string dataDirectory)
{
    private readonly string _folder = Path.Combine(dataDirectory, "exports");

    public string PathOf(int runId) => Path.Combine(_folder, runId.ToString(CultureInfo.InvariantCulture) + ".export");

    public FileStream Create(int runId)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(_folder);
        }
        else
        {
            Directory.CreateDirectory(_folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return new FileStream(PathOf(runId), FileMode.Create, FileAccess.ReadWrite, FileShare.Read, 64 * 1024, useAsync: true);
    }

    /// <returns>Null when this node has no such file.</returns>
    public FileStream? Open(int runId) => File.Exists(PathOf(runId)) ? new FileStream(PathOf(runId), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 64 * 1024, useAsync: true) : null;

    /// <summary>The runs that have a file on this machine.</summary>
    public IReadOnlyList<int> Runs() => !Directory.Exists(_folder) ? []
        : [.. Directory.EnumerateFiles(_folder, "*.export").Select(f => int.TryParse(Path.GetFileNameWithoutExtension(f), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0).Where(id => id > 0)];

    /// <summary>Whoever still reads it keeps what is open.</summary>
    public void Remove(int runId)
    {
        try
        {
            File.Delete(PathOf(runId));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Another system's locks, or no such folder yet: the next cleaning takes it.
        }
    }
}

using System.Globalization;

namespace CouponPortal.Features.Coupons.Import;

/// <summary>Where uploaded files and their workbenches lie: below the data directory, readable by the product's own account alone.</summary>
public sealed class ImportFolder(string dataDirectory)
{
    private const string Bench = ".db";
    private readonly string _folder = Path.Combine(dataDirectory, "imports");

    /// <summary>A name of this product's choice; the uploader's never reaches the disk.</summary>
    public string NewUpload()
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(_folder);
        }
        else
        {
            Directory.CreateDirectory(_folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return Path.Combine(_folder, Guid.NewGuid().ToString("N") + ".upload");
    }

    public string BenchOf(int batchId) => Path.Combine(_folder, batchId.ToString(CultureInfo.InvariantCulture) + Bench);

    public bool HasBench(int batchId) => File.Exists(BenchOf(batchId));

    /// <summary>The imports that have a workbench on this machine.</summary>
    public IReadOnlyList<int> Batches() => !Directory.Exists(_folder) ? []
        : [.. Directory.EnumerateFiles(_folder, "*" + Bench).Select(f => int.TryParse(Path.GetFileNameWithoutExtension(f), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0).Where(id => id > 0)];

    public void Delete(int batchId)
    {
        foreach (var part in new[] { "", "-wal", "-shm" })
        {
            Remove(BenchOf(batchId) + part);
        }
    }

    /// <summary>What a killed process left half-way: uploads, and workbenches that never got their number. At start alone.</summary>
    public void DeleteLeftovers()
    {
        if (Directory.Exists(_folder))
        {
            foreach (var file in Directory.EnumerateFiles(_folder, "*.upload*"))
            {
                Remove(file);
            }
        }
    }

    /// <summary>Whoever still reads it keeps what is open.</summary>
    public static void Remove(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (IOException)
        {
            // Another system's locks: the next cleaning takes it.
        }
    }
}

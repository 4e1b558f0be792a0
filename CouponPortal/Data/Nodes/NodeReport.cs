using CouponPortal.Data.Writer;

namespace CouponPortal.Data.Nodes;

/// <summary>What this process says of itself at the moment.</summary>
public sealed class NodeReport(EventWriter writer, ClickSpool spool, Catalog.Catalog catalog, JobLog jobs, Database database, string dataDirectory, int node)
{
    public int Number => node;

    public NodeFigures Now()
    {
        var (figures, outage) = (writer.Figures, writer.Outage);
        return new(
            outage?.Since, outage?.Reason, writer.Waiting, figures.Clicks, figures.Orders, figures.Hits, figures.Refused, figures.Spooled, figures.Lost,
            spool.Bytes, spool.MaxBytes, spool.IsRefusing, FreeBytes(), Environment.WorkingSet,
            catalog.IsLoaded ? catalog.Current.Version : 0, catalog.IsLoaded ? catalog.Current.Advertisers.Count() : 0, figures.Last(), jobs.Runs);
    }

    // Where the SQLite file is, which may be elsewhere than the spool.
    private long? FreeBytes()
    {
        try
        {
            return new DriveInfo(database.SqliteFile is { } file ? Path.GetDirectoryName(Path.GetFullPath(file))! : dataDirectory).AvailableFreeSpace;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}

using CouponPortal.Data;

namespace CouponPortal.Features.Coupons.Bulk;

/// <summary>
/// How many rows a transaction takes: as many as are written in a time for which others may wait, whatever the machine and the rows. On SQLite a click or an order
/// waits; on PostgreSQL only who saves a coupon of the same advertiser.
/// </summary>
internal sealed class ChunkSize(Database database, TimeProvider time)
{
    private const int Least = 250;
    private const int Most = 20_000;
    private readonly TimeSpan _aim = TimeSpan.FromMilliseconds(database.Provider == DatabaseProvider.Sqlite ? 60 : 200);
    private long _began;

    public int Rows { get; private set; } = 2_000;

    public void Begin() => _began = time.GetTimestamp();

    /// <param name="rows">How many the transaction had that began with <see cref="Begin"/>.</param>
    public void End(int rows)
    {
        // Never more than double: one lucky chunk must not make the next one long. A clock that stands still says nothing.
        var took = time.GetElapsedTime(_began);
        if (took > TimeSpan.Zero)
        {
            Rows = (int)Math.Clamp(rows * (_aim / took), Math.Max(Least, Rows / 2), Math.Min(Most, Rows * 2));
        }
    }
}

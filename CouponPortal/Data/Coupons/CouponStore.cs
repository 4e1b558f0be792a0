using CouponPortal.Domain.Coupons;
using static CouponPortal.Data.ValueConverters.UtcMicroseconds;

namespace CouponPortal.Data.Coupons;

/// <summary>
/// The engine's side of a bulk act: short transactions under the advertiser's lock, rows written as fast as the engine takes them. One at a time on one object:
/// begin, read and judge, write, commit.
/// </summary>
public abstract class CouponStore : IDisposable
{
    private static readonly DateTime Always = DateTime.SpecifyKind(DateTime.MinValue, DateTimeKind.Utc);

    public static CouponStore Open(Database database) =>
        database.Provider == DatabaseProvider.Sqlite ? new SqliteCouponStore(database) : new PostgresCouponStore(database);

    /// <summary>Begins a transaction in which nobody else writes coupons of the advertiser.</summary>
    /// <returns>A context that reads what stood at the lock; for reading alone. It lives as long as the transaction.</returns>
    public abstract Task<PortalDbContext> BeginAsync(int advertiserId, CancellationToken cancel);

    /// <summary>Ids of the advertiser's coupons that have one of the codes.</summary>
    /// <param name="codes">Normal codes, ascending: neighbours in the index are asked for together.</param>
    public abstract List<int> Find(int advertiserId, IReadOnlyCollection<string> codes);

    public void Write(CouponChunk chunk)
    {
        Remove(chunk.Removed);
        Add(chunk.Added);
        Change(chunk.Changed);
        Unlist(chunk.Relisted);
        List([.. chunk.Added.Concat(chunk.Relisted).SelectMany(c => c.Partners.Select(p => new CouponPartner { CouponId = c.Id, PartnerId = p.PartnerId }))]);
        Add(chunk.Periods);
        Forget(chunk.Forgotten);
        Keep(chunk.Kept);
        foreach (var (offer, partner) in chunk.Approved)
        {
            Execute(CouponSql.Approve, (long)offer, (long)partner, FromUtc(chunk.Now));
            Execute(CouponSql.OpenApproval, FromUtc(chunk.Now), FromUtc(Always), (long)offer, (long)partner);
        }
    }

    /// <summary>Runs a statement whose parameters are question marks; numbers are given as long.</summary>
    /// <returns>How many rows it changed.</returns>
    public abstract int Execute(string sql, params IReadOnlyList<object?> values);

    public abstract void Commit();

    /// <summary>Ends the transaction without writing; also after a failure, and when there is none.</summary>
    public abstract void Rollback();

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected abstract void Dispose(bool disposing);

    protected abstract void Add(List<Coupon> coupons);

    protected abstract void Change(List<Coupon> coupons);

    protected abstract void Remove(List<int> couponIds);

    protected abstract void List(List<CouponPartner> partners);

    protected abstract void Unlist(List<Coupon> coupons);

    protected abstract void Add(List<CouponPeriod> periods);

    protected abstract void Keep(List<CouponBatchRow> rows);

    protected abstract void Forget(List<CouponBatchRow> rows);
}

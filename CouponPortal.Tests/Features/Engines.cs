using CouponPortal.Data;

namespace CouponPortal.Tests.Features;

/// <summary>Both engines, for <c>[ClassData]</c>.</summary>
public sealed class Engines : TheoryData<DatabaseProvider>
{
    public Engines()
    {
        Add(DatabaseProvider.Sqlite);
        Add(DatabaseProvider.Postgres);
    }
}

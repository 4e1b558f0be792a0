using System.Reflection;
using CouponPortal.Data;
using Xunit.Sdk;
using Xunit.v3;

namespace CouponPortal.Tests.Support;

/// <summary>Data of a theory: the test runs once on SQLite and once on PostgreSQL.</summary>
public sealed class BothEnginesAttribute : DataAttribute
{
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker) =>
        new([new TheoryDataRow<DatabaseProvider>(DatabaseProvider.Sqlite), new TheoryDataRow<DatabaseProvider>(DatabaseProvider.Postgres)]);

    public override bool SupportsDiscoveryEnumeration() => true;
}

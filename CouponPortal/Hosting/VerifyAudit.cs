using CouponPortal.Data;
using CouponPortal.Data.Audit;

namespace CouponPortal.Hosting;

/// <summary>
/// <c>dotnet CouponPortal.dll verify-audit [SEAL…]</c>: checks the audit log's chain without starting the portal, also beside one that runs. Exit code 0 = whole, 2 = not;
/// the sentence names the first entry that is wrong. A seal that an earlier check printed shows that nothing up to it was written anew since.
/// </summary>
internal static class VerifyAudit
{
    private const int Broken = 2;

    public static async Task<int> RunAsync(IServiceProvider services, string[] args)
    {
        await using var db = services.GetRequiredService<Database>().CreateDbContext();
        var verdict = await AuditVerification.RunAsync(db, [.. args.Skip(1).Where(a => !a.StartsWith('-') && a.Contains(':', StringComparison.Ordinal))], CancellationToken.None);
        var output = verdict.IsWhole ? Console.Out : Console.Error;
        await output.WriteLineAsync(verdict.Sentence);
        await output.WriteLineAsync("Seal: " + verdict.Seal);
        return verdict.IsWhole ? 0 : Broken;
    }
}

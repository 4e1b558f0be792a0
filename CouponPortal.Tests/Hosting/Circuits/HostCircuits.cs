using CouponPortal.Tests.Support;

namespace CouponPortal.Tests.Hosting.Circuits;

/// <summary>Circuits of the host in this process, and waiting for what they draw.</summary>
internal static class HostCircuits
{
    public static async Task<RawCircuit> OpenAsync(PortalHost host, string email, string path)
    {
        using var visitor = host.Visitor();
        using var signedIn = await visitor.SignInAsync(email, PortalHost.AdminPassword);
        var cookies = string.Join("; ", signedIn.Headers.GetValues("Set-Cookie").Select(c => c.Split(';')[0]));
        var circuit = await RawCircuit.OpenAsync(visitor, cookies, path, TestContext.Current.CancellationToken);
        await Until.TrueAsync(() => circuit.IsLive);
        return circuit;
    }

    public static Task SeesAsync(this RawCircuit circuit, string label, string kind = "onclick") => Until.TrueAsync(() => circuit.IsClosed || circuit.Has(label, kind));

    public static Task SeesTextAsync(this RawCircuit circuit, string text) => Until.TrueAsync(() => circuit.IsClosed || circuit.Drawn.Contains(text, StringComparison.Ordinal));
}

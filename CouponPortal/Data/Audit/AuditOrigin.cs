namespace CouponPortal.Data.Audit;

/// <summary>
/// Who is at work, from where and through which door. Set once where work comes in (a request, a circuit's event, a key) and carried along with it, also into what
/// goes on in the background, so that no use case can forget to hand it on. Work that nobody sent is the product's own.
/// </summary>
/// <param name="Address">A prefix (<see cref="Domain.Privacy.AddressPrefix"/>).</param>
public sealed record AuditOrigin(string Who, AuditDoor Door, string Address = "", int? UserId = null, int? ApiKeyId = null)
{
    public const string Nobody = "not signed in";

    private static readonly AsyncLocal<AuditOrigin?> Ambient = new();

    public static AuditOrigin System { get; } = new("system", AuditDoor.System);

    public static AuditOrigin Current => Ambient.Value ?? System;

    /// <summary>Holds for all that is awaited until it is disposed.</summary>
    public static IDisposable Begin(AuditOrigin origin)
    {
        var before = Ambient.Value;
        Ambient.Value = origin;
        return new Ending(before);
    }

    /// <summary>As above, in a bulk act: the same person through another door.</summary>
    public static IDisposable BeginBatch() => Begin(Current with { Door = AuditDoor.Batch });

    private sealed class Ending(AuditOrigin? before) : IDisposable
    {
        public void Dispose() => Ambient.Value = before;
    }
}

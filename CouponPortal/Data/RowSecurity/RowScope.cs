using System.Globalization;

namespace CouponPortal.Data.RowSecurity;

/// <summary>
/// On whose behalf this flow of work reads and writes: the person or the key of the request or circuit that it began in. PostgreSQL looks up by itself what these may
/// see, so that a query which forgot to ask finds nothing of others. Without a scope the product itself works: start, workers, the doors of clicks and orders.
/// </summary>
/// <param name="UserId">0 = no person.</param>
/// <param name="ApiKeyId">0 = no key.</param>
internal sealed record RowScope(int UserId, int ApiKeyId)
{
    private static readonly AsyncLocal<RowScope?> Ambient = new();

    /// <summary>Null = the product itself.</summary>
    public static RowScope? Current => Ambient.Value;

    public static IDisposable OfUser(int id) => Enter(new RowScope(id, 0));

    public static IDisposable OfKey(int id) => Enter(new RowScope(0, id));

    /// <summary>Until it is disposed, work that began in somebody's request is the product's own: what all share must not be read through one person's eyes.</summary>
    public static IDisposable OfProduct() => Enter(null);

    /// <summary>What a connection must be told before anything else is asked of it; Npgsql takes it back when the connection returns to its pool.</summary>
    public string Sql => string.Create(
        CultureInfo.InvariantCulture,
        $"SELECT set_config('portal.user', '{UserId}', false), set_config('portal.key', '{ApiKeyId}', false), set_config('role', '{RowPolicies.Role}', false)");

    private static Before Enter(RowScope? scope)
    {
        var before = new Before(Ambient.Value);
        Ambient.Value = scope;
        return before;
    }

    private sealed class Before(RowScope? scope) : IDisposable
    {
        public void Dispose() => Ambient.Value = scope;
    }
}

using System.Collections.Concurrent;

namespace CouponPortal.Features.Accounts;

/// <summary>
/// Tries at one account from one network (/24, /48): after <see cref="Free"/> wrong ones it waits a minute, and twice as long after each further one, up to an hour. The owner,
/// elsewhere, is not locked out by it; against a guesser with many networks the account's own lock stands (Identity's, some minutes after many more tries).
/// </summary>
public sealed class SignInThrottle(TimeProvider time)
{
    public const int Free = 8;

    // Of one process; beyond it the least recent are forgotten.
    private const int Most = 20_000;
    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<(string Email, string Address), Tries> _tries = new();

    private DateTimeOffset Now => time.GetUtcNow();

    public bool MayTry(string email, string address) => !_tries.TryGetValue(KeyOf(email, address), out var tries) || tries.Until <= Now;

    public void Failed(string email, string address)
    {
        Sweep();
        _tries.AddOrUpdate(KeyOf(email, address), _ => new Tries(1, Now, Now), (_, tries) => Next(tries));
    }

    public void Forget(string email, string address) => _tries.TryRemove(KeyOf(email, address), out _);

    private Tries Next(Tries tries)
    {
        // While it waits further tries change nothing, or an open tab could keep somebody waiting for ever; after a quiet hour all is forgotten.
        if (tries.Until > Now)
        {
            return tries;
        }

        var count = Now - tries.Last > Longest ? 1 : tries.Count + 1;
        var wait = count < Free ? TimeSpan.Zero : Shortest * Math.Pow(2, Math.Min(count - Free, 10));
        return new Tries(count, Now, Now + (wait > Longest ? Longest : wait));
    }

    private void Sweep()
    {
        if (_tries.Count < Most)
        {
            return;
        }

        foreach (var key in _tries.OrderBy(t => t.Value.Last).Take(Most / 10).Select(t => t.Key).ToList())
        {
            _tries.TryRemove(key, out _);
        }
    }

    private static (string Email, string Address) KeyOf(string email, string address) => (email.Trim().ToUpperInvariant(), address);

    private sealed record Tries(int Count, DateTimeOffset Last, DateTimeOffset Until);
}

namespace CouponPortal.Domain;

/// <summary>Work that waits for its time.</summary>
public interface IDue
{
    /// <summary>UTC. Whoever works on it moves it on first, which is the claim.</summary>
    DateTime DueAt { get; }
}

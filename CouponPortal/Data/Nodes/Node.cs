namespace CouponPortal.Data.Nodes;

/// <summary>What a process last said of itself.</summary>
public enum NodeState
{
    Running,

    /// <summary>It finishes what it has and takes nothing new.</summary>
    Draining,

    /// <summary>It said that it ends. One that was killed says nothing: its <see cref="Node.SeenAt"/> stands still.</summary>
    Stopped,
}

/// <summary>A process of the portal on this database, by its number; its last heartbeat.</summary>
public sealed class Node
{
    public const int MaxHost = 100;
    public const int MaxVersion = 100;

    /// <summary>Without a heartbeat for so long it counts as gone.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(45);

    /// <summary>The setting Node.</summary>
    public int Id { get; set; }
    public string Host { get; set; } = "";
    public string Version { get; set; } = "";
    public NodeState State { get; set; }
    public DateTime StartedAt { get; set; }
    public DateTime SeenAt { get; set; }

    /// <summary><see cref="NodeFigures"/> as JSON.</summary>
    public string Figures { get; set; } = "";

    public bool IsAlive(DateTime now) => State != NodeState.Stopped && now - SeenAt < Silence;
}

/// <summary>One node at a time does what a lease is named for.</summary>
public sealed class Lease
{
    public const int MaxName = 50;
    public string Name { get; set; } = "";
    public int Node { get; set; }

    /// <summary>Until then nobody else takes it.</summary>
    public DateTime Until { get; set; }

    /// <summary>Counts up each time that it is taken: who has a smaller number has lost it.</summary>
    public long Fence { get; set; }
}

using CouponPortal.Domain.MissingSales;

namespace CouponPortal.Domain.Cases;

public enum SaleCaseState
{
    /// <summary>Waits for staff.</summary>
    Open,

    /// <summary>Staff have asked; waits for the partner.</summary>
    NeedsMore,

    /// <summary>The order is credited to the partner.</summary>
    Credited,

    /// <summary>Staff have said no, with the reason.</summary>
    Declined,
}

/// <summary>A sale that a partner misses, from the question on until staff have decided. The question and its answer stay as they were when it was opened.</summary>
public sealed class SaleCase
{
    public const int MaxOrderId = 100;
    public const int MaxAnswer = 4_000;
    public const int MaxEvidence = 2_000;

    /// <summary>Of one partner at a time; more are a matter for a telephone.</summary>
    public const int MostOpen = 50;

    public int Id { get; set; }
    public int PartnerId { get; set; }
    public int AdvertiserId { get; set; }

    /// <summary>Normal form; null = the partner named none.</summary>
    public string? Code { get; set; }
    public string? OrderId { get; set; }
    public DateOnly? Day { get; set; }

    /// <summary>Minor units of <see cref="Currency"/>.</summary>
    public long? Amount { get; set; }
    public string? Currency { get; set; }
    public MissingSaleFinding Finding { get; set; }

    /// <summary>What the partner was told, a sentence a line.</summary>
    public string Answer { get; set; } = "";

    /// <summary>Keys of the orders that the answer rests on, with commas between; staff's alone.</summary>
    public string EvidenceOrders { get; set; } = "";

    /// <summary>Keys of the refused and held requests, likewise.</summary>
    public string EvidenceHits { get; set; } = "";
    public SaleCaseState State { get; set; }
    public DateTime OpenedAt { get; set; }

    /// <summary>Of the last message or decision.</summary>
    public DateTime UpdatedAt { get; set; }

    /// <summary>The order that staff point to; set with <see cref="SaleCaseState.Credited"/>.</summary>
    public long? ConversionId { get; set; }
    public int Version { get; set; } = 1;
    public List<SaleCaseMessage> Messages { get; set; } = [];

    public bool IsDecided => State is SaleCaseState.Credited or SaleCaseState.Declined;

    public MissingSaleQuestion Question => new(Code, OrderId, Day, Amount, Currency);
}

/// <summary>One message of a case; the first is the partner's note.</summary>
public sealed class SaleCaseMessage
{
    public const int MaxText = 2_000;

    /// <summary>Of one case.</summary>
    public const int Most = 200;

    public long Id { get; set; }
    public int CaseId { get; set; }
    public DateTime At { get; set; }

    /// <summary>Who wrote it, by name; staff's names are shown to staff alone.</summary>
    public string By { get; set; } = "";
    public bool IsStaff { get; set; }

    /// <summary>What it did to the case; null = nothing.</summary>
    public SaleCaseState? State { get; set; }
    public string Text { get; set; } = "";
}

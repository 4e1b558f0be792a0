using CouponPortal.Domain.Advertisers;
using CouponPortal.Domain.Clicks;
using CouponPortal.Domain.Conversions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace CouponPortal.Data.Rollups;

/// <summary>What saves of one transaction mean for the rollups.</summary>
internal sealed class RollupChanges
{
    public Guid TransactionId { get; set; }

    /// <summary>Taken out and put in.</summary>
    public List<OrderImage> Orders { get; } = [];

    /// <summary>With how often it counts: -1 when it is deleted.</summary>
    public List<(Click Click, int Count)> Clicks { get; } = [];

    /// <summary>They have their ids after the save.</summary>
    public List<Advertiser> NewAdvertisers { get; } = [];

    public List<Advertiser> OtherZones { get; } = [];

    public bool ChangesStates => NewAdvertisers.Count + OtherZones.Count > 0;

    /// <returns>Null when what is being saved concerns no rollup.</returns>
    public static RollupChanges? Of(ChangeTracker tracker)
    {
        RollupChanges? changes = null;
        foreach (var entry in tracker.Entries())
        {
            switch (entry)
            {
                case { State: EntityState.Unchanged or EntityState.Detached }:
                    break;
                case { Entity: Conversion order, State: EntityState.Added }:
                    All().Orders.Add(OrderImage.Of(order));
                    break;
                case { Entity: Conversion, State: EntityState.Deleted }:
                    All().Orders.Add(Original(entry).Negative);
                    break;
                case { Entity: Conversion order } when OrderImage.Of(order) is var now && Original(entry) is var was && now != was:
                    All().Orders.AddRange([was.Negative, now]);
                    break;
                case { Entity: Click click, State: EntityState.Added }:
                    All().Clicks.Add((click, 1));
                    break;
                case { Entity: Click, State: EntityState.Deleted }:
                    All().Clicks.Add(((Click)entry.OriginalValues.ToObject(), -1));
                    break;
                case { Entity: Click click, State: EntityState.Modified }:
                    All().Clicks.AddRange([((Click)entry.OriginalValues.ToObject(), -1), (click, 1)]);
                    break;
                case { Entity: Advertiser advertiser, State: EntityState.Added }:
                    All().NewAdvertisers.Add(advertiser);
                    break;
                case { Entity: Advertiser advertiser, State: EntityState.Modified } when (string?)entry.OriginalValues[nameof(Advertiser.TimeZone)] != advertiser.TimeZone:
                    All().OtherZones.Add(advertiser);
                    break;
            }
        }

        return changes;

        RollupChanges All() => changes ??= new();
    }

    public void Add(RollupChanges later)
    {
        Orders.AddRange(later.Orders);
        Clicks.AddRange(later.Clicks);
        NewAdvertisers.AddRange(later.NewAdvertisers);
        OtherZones.AddRange(later.OtherZones);
    }

    private static OrderImage Original(EntityEntry entry) => OrderImage.Of((Conversion)entry.OriginalValues.ToObject());
}

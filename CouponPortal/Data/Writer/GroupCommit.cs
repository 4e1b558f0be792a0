using CouponPortal.Domain.Clicks;

namespace CouponPortal.Data.Writer;

/// <summary>What the event writer does with one group: commits it, or finds out which of its events could not be stored and who has to know.</summary>
internal sealed class GroupCommit(EventStore store, ClickSpool spool, ILogger log, Action<Exception> onFatal, WriterFigures figures)
{
    /// <summary>Commits the group and tells everybody who waits for it; throws nothing. The group may have been given up meanwhile (<see cref="GiveUp"/>): then they were told.</summary>
    /// <returns>Why the store is down; null when it is not.</returns>
    public StoreUnavailableException? Commit(EventGroup group)
    {
        try
        {
            store.Commit(group);
            group.ClicksDone.TrySetResult();
            group.RestDone.TrySetResult();
            return null;
        }
        catch (StoreUnavailableException error)
        {
            GiveUp(group, error);
            EndIfFatal(error);
            return error;
        }
        catch (Exception error)
        {
            log.LogError(error, "A group of {Count} events failed; they are stored one by one.", group.Count);
            return CommitOneByOne(group);
        }
    }

    /// <summary>Keeps the group's clicks in the spool and tells the senders of the rest to come back. By either thread.</summary>
    public void GiveUp(EventGroup group, StoreUnavailableException error)
    {
        Acknowledge(group, group.Clicks, error);
        if (group.RestDone.TrySetException(error))
        {
            figures.TurnedAway(group.Orders.Count + group.Hits.Count);

            // Nobody may be waiting: a group of clicks alone.
            _ = group.RestDone.Task.Exception;
        }
    }

    // One bad row must not take its neighbours with it, and its sender alone must learn of it. The store may also go down in the middle: then the rest is
    // as if the whole group had met that.
    private StoreUnavailableException? CommitOneByOne(EventGroup group)
    {
        StoreUnavailableException? down = null;
        var left = group.Clicks.FindAll(click => Alone(single => single.Clicks.Add(click), ref down) is StoreUnavailableException);
        group.Hits.ForEach(hit => Note(hit, Alone(single => single.Hits.Add(hit), ref down)));
        group.Orders.ForEach(order => Note(order, Alone(single => single.Orders.Add(order), ref down)));
        Acknowledge(group, left, down);
        group.RestDone.TrySetResult();
        EndIfFatal(down);
        return down;

        void Note(object item, Exception? fault)
        {
            if (fault is not null)
            {
                group.Faults[item] = fault;
            }
        }
    }

    private Exception? Alone(Action<EventGroup> add, ref StoreUnavailableException? down)
    {
        if (down is not null)
        {
            return down;
        }

        var single = new EventGroup();
        add(single);
        try
        {
            store.Commit(single);
            return null;
        }
        catch (Exception error)
        {
            log.LogError(error, "An event could not be stored.");
            down = error as StoreUnavailableException;
            return error;
        }
    }

    /// <param name="left">Clicks that the store has not taken and the spool must.</param>
    private void Acknowledge(EventGroup group, List<Click> left, Exception? error)
    {
        if (left.Count > 0 && !group.ClicksDone.Task.IsCompleted)
        {
            if (!spool.TryKeep(left))
            {
                figures.LostClicks(left.Count);
                group.ClicksDone.TrySetException(error!);
                return;
            }

            figures.SpooledClicks(left.Count);
        }

        group.ClicksDone.TrySetResult();
    }

    public void EndIfFatal(Exception? error)
    {
        if (error is StoreUnavailableException { Fatal: true })
        {
            onFatal(error);
        }
    }

    /// <summary>Stores clicks from the spool; what the store will never take must not keep those behind it waiting for ever.</summary>
    /// <exception cref="StoreUnavailableException">They stay in the spool.</exception>
    public void CommitSpooled(List<Click> clicks)
    {
        var group = new EventGroup();
        group.Clicks.AddRange(clicks);
        try
        {
            store.Commit(group);
        }
        catch (Exception error) when (error is not StoreUnavailableException)
        {
            StoreUnavailableException? down = null;
            clicks.ForEach(click => Alone(single => single.Clicks.Add(click), ref down));
            if (down is not null)
            {
                throw down;
            }
        }

        log.LogInformation("{Count} clicks that waited on disk are stored.", clicks.Count);
    }
}

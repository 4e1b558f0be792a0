namespace CouponPortal.Components.Layout;

/// <summary>What people with an open page must know of the service itself.</summary>
public enum ServiceTopic
{
    /// <summary>Orders and clicks cannot be stored.</summary>
    Store,

    /// <summary>The process ends.</summary>
    Stopping,
}

/// <summary>The news that are on now; every open page shows them.</summary>
public sealed class ServiceNews
{
    private readonly Lock _lock = new();
    private volatile IReadOnlyList<ServiceNewsItem> _items = [];

    /// <summary>Raised on any thread when <see cref="Items"/> has changed.</summary>
    public event EventHandler? Changed;

    public IReadOnlyList<ServiceNewsItem> Items => _items;

    public void Show(ServiceTopic topic, string title, string text) => Put(topic, new(topic, title, text));

    public void Clear(ServiceTopic topic) => Put(topic, null);

    private void Put(ServiceTopic topic, ServiceNewsItem? item)
    {
        lock (_lock)
        {
            if (_items.FirstOrDefault(i => i.Topic == topic) == item)
            {
                return;
            }

            _items = [.. _items.Where(i => i.Topic != topic), .. item is null ? Array.Empty<ServiceNewsItem>() : [item]];
        }

        Changed?.Invoke(this, EventArgs.Empty);
    }
}

/// <summary>One piece of news, in words for everybody.</summary>
public sealed record ServiceNewsItem(ServiceTopic Topic, string Title, string Text);

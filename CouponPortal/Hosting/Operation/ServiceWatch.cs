using CouponPortal.Components.Layout;
using CouponPortal.Data.Writer;

namespace CouponPortal.Hosting.Operation;

/// <summary>Tells open pages when the store is down, and when it is back.</summary>
internal sealed class ServiceWatch(EventWriter writer, ClickSpool spool, ServiceNews news, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (writer.Outage is { } outage)
            {
                news.Show(
                    ServiceTopic.Store,
                    "Orders and clicks cannot be stored at the moment.",
                    $"Since {outage.Since:HH:mm} UTC the database takes nothing. Shops are told to send their orders again, and visitors reach the shop; "
                    + (spool.IsRefusing ? "there is no room left to keep their clicks." : "their clicks are kept on disk and counted when it is back.")
                    + " What you save now may be refused.");
            }
            else
            {
                news.Clear(ServiceTopic.Store);
            }
        }
    }
}

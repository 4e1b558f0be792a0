using System.Runtime.InteropServices;
using CouponPortal.Components.Layout;

namespace CouponPortal.Hosting.Operation;

/// <summary>
/// How the process ends. The first SIGTERM (or Ctrl+C) turns the readiness to 503 and tells open pages; after the time that a load balancer needs to notice, the doors finish
/// what they have and the process stops. A second signal stops it at once.
/// </summary>
internal sealed class Drain(IHostApplicationLifetime lifetime, PortalSettings settings, ServiceNews news, SystemdNotify systemd, TimeProvider time, ILogger<Drain> log) : IHostLifetime, IDisposable
{
    private readonly List<PosixSignalRegistration> _signals = [];
    private int _received;

    public bool IsDraining { get; private set; }

    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        foreach (var signal in (PosixSignal[])[PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGQUIT])
        {
            _signals.Add(PosixSignalRegistration.Create(signal, OnSignal));
        }

        lifetime.ApplicationStarted.Register(() =>
        {
            systemd.Tell("READY=1");
            log.LogInformation("Ready.");
        });
        lifetime.ApplicationStopping.Register(() => systemd.Tell("STOPPING=1"));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Stops after the settings' time.</summary>
    public async Task BeginAsync()
    {
        IsDraining = true;
        systemd.Tell("STOPPING=1");
        news.Show(ServiceTopic.Stopping, "This server is being restarted.", "Your page connects to another one by itself. What you have typed and not saved may be lost: save it now.");
        log.LogInformation("Draining for {Seconds} s.", settings.Operation.Drain.TotalSeconds);
        if (settings.Operation.Drain > TimeSpan.Zero)
        {
            try
            {
                await Task.Delay(settings.Operation.Drain, time, lifetime.ApplicationStopping);
            }
            catch (OperationCanceledException)
            {
                // The second signal.
            }
        }

        lifetime.StopApplication();
    }

    public void Dispose() => _signals.ForEach(s => s.Dispose());

    private void OnSignal(PosixSignalContext context)
    {
        // The runtime's own way would end the process now.
        context.Cancel = true;
        if (Interlocked.Exchange(ref _received, 1) == 0)
        {
            _ = BeginAsync();
        }
        else
        {
            lifetime.StopApplication();
        }
    }
}

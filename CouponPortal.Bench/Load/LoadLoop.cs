using System.Diagnostics;
using System.Net.Sockets;
using CouponPortal.Bench.Servers;

namespace CouponPortal.Bench.Load;

/// <summary>What one round measured. Latencies in milliseconds.</summary>
/// <param name="Cpu">Processor time of the server's own process, microseconds a request: steadier than the rate when others use the machine.</param>
/// <param name="Busy">Share of the round in which the generator's own process was on a processor: near 1, the generator is what is measured.</param>
internal sealed record Round(double PerSecond, double P50, double P99, double Cpu, double Busy);

/// <summary>A closed loop: every connection sends its next request as soon as its answer is there. One thread, like the core it has.</summary>
internal sealed class LoadLoop : IDisposable
{
    /// <summary>A round ends here even if its time is not up, so that no run fills the disk.</summary>
    private const long MaxRequests = 3_000_000;

    private const long WarmUpRequests = 60_000;
    private const int SteadyRounds = 8;
    private const double Rise = 1.02;
    private static readonly TimeSpan LeastWarmUp = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan MostWarmUp = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly Connection[] _connections;
    private readonly List<Socket> _ready;
    private readonly ServerProcess _server;
    private readonly Latencies _latencies = new();

    public LoadLoop(ServerProcess server, int connections)
    {
        _connections = [.. Enumerable.Range(0, connections).Select(_ => new Connection(server.Port))];
        _ready = new(connections);
        _server = server;
    }

    /// <summary>
    /// Until the server has compiled what it will run, which takes both time and requests: until its rate has not risen for a while. On one core the compiler takes from
    /// the requests, and the first seconds are half as fast as what comes after them.
    /// </summary>
    public void WarmUp(Requests requests, CancellationToken cancel)
    {
        var (watch, best, steady, served) = (Stopwatch.StartNew(), 0.0, 0, 0L);
        while (watch.Elapsed < LeastWarmUp || ((served < WarmUpRequests || steady < SteadyRounds) && watch.Elapsed < MostWarmUp))
        {
            var rate = Run(requests, TimeSpan.FromSeconds(0.5), cancel).PerSecond;
            (best, steady, served) = (Math.Max(best, rate), rate > best * Rise ? 0 : steady + 1, served + _latencies.Count);
        }
    }

    /// <exception cref="InvalidOperationException">An answer was wrong, or none came for half a minute.</exception>
    public Round Run(Requests requests, TimeSpan duration, CancellationToken cancel)
    {
        _latencies.Clear();
        using var self = Process.GetCurrentProcess();
        var (busy, serving) = (self.TotalProcessorTime, _server.ProcessorTime);
        var watch = Stopwatch.StartNew();
        var open = _connections.Length;
        Array.ForEach(_connections, c => c.Send(requests.Next()));
        while (open > 0)
        {
            cancel.ThrowIfCancellationRequested();
            _ready.Clear();
            foreach (var connection in _connections)
            {
                _ready.Add(connection.Socket);
            }

            Socket.Select(_ready, null, null, Patience);
            if (_ready.Count == 0)
            {
                throw new InvalidOperationException($"No {requests.Name} was answered within {Patience.TotalSeconds} s.");
            }

            open -= Serve(requests, goOn: watch.Elapsed < duration && _latencies.Count < MaxRequests);
        }

        var elapsed = watch.Elapsed;
        self.Refresh();
        return new(
            _latencies.Count / elapsed.TotalSeconds,
            _latencies.Percentile(0.5),
            _latencies.Percentile(0.99),
            (_server.ProcessorTime - serving).TotalMicroseconds / _latencies.Count,
            (self.TotalProcessorTime - busy) / elapsed);
    }

    public void Dispose() => Array.ForEach(_connections, c => c.Dispose());

    /// <summary>Select leaves the ready sockets in their order, so one walk finds their connections. Returns how many came to rest.</summary>
    private int Serve(Requests requests, bool goOn)
    {
        var (ready, rested) = (0, 0);
        foreach (var connection in _connections)
        {
            if (ready == _ready.Count || !ReferenceEquals(_ready[ready], connection.Socket))
            {
                continue;
            }

            ready++;
            if (connection.Receive(requests) is { } latency)
            {
                _latencies.Add(latency);
                if (goOn)
                {
                    connection.Send(requests.Next());
                }
                else
                {
                    rested++;
                }
            }
        }

        return rested;
    }
}

using System.Diagnostics;
using System.Net;
using System.Text;
using CouponPortal.Testing;

namespace CouponPortal.E2E.Support;

/// <summary>The built product as a process of its own, so that tests meet what a user starts and can kill it as a power cut would.</summary>
public sealed class PortalProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);

    private readonly StringBuilder _log = new();
    private readonly Process _process;
    private readonly Process? _watch;
    private readonly bool _ownsData;
    private bool _disposed;

    private PortalProcess(ProcessStartInfo start, Uri baseUrl, string dataDirectory, bool ownsData)
    {
        (BaseUrl, DataDirectory, _ownsData) = (baseUrl, dataDirectory, ownsData);
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Record(line.Data);
        _process.ErrorDataReceived += (_, line) => Record(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();

        // Should the test process die, its end of this pipe closes and the shell ends the portal, which would run on for ever.
        const string Watch = "trap '' INT HUP TERM; read -r end; kill -9 \"$1\"; [ -z \"$2\" ] || rm -rf \"$2\"";
        string[] arguments = ["-c", Watch, "portal-watch", $"{Pid}", ownsData ? dataDirectory : string.Empty];
        _watch = OperatingSystem.IsWindows() ? null : Process.Start(new ProcessStartInfo("/bin/sh", arguments) { UseShellExecute = false, RedirectStandardInput = true });
    }

    public Uri BaseUrl { get; }

    /// <summary>Where the SQLite file and the spool are; a temporary folder unless the test named one to keep over a restart.</summary>
    public string DataDirectory { get; }

    public int Pid => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>All the process has written to its standard output and error so far.</summary>
    public string Log
    {
        get
        {
            lock (_log)
            {
                return _log.ToString();
            }
        }
    }

    /// <summary>Starts the portal and returns when it is ready to serve; throws with its log when it ends or 60 s pass before that.</summary>
    /// <param name="environment">Settings such as <c>Database__Provider</c>; they win over the defaults given here.</param>
    /// <param name="dataDirectory">A folder the caller keeps and deletes, to start again on what a killed process left.</param>
    /// <param name="at">An address that the caller has had before; a free one else.</param>
    public static async Task<PortalProcess> StartAsync(
        IReadOnlyDictionary<string, string>? environment = null, string? dataDirectory = null, Uri? at = null, CancellationToken cancellationToken = default)
    {
        for (var attempt = 1; ; attempt++)
        {
            var folder = dataDirectory ?? Directory.CreateTempSubdirectory("couponportal-").FullName;
            var baseUrl = at ?? new Uri($"http://127.0.0.1:{LoopbackPort.Free()}");
            var portal = new PortalProcess(PortalBuild.StartInfo(baseUrl, folder, environment ?? new Dictionary<string, string>(StringComparer.Ordinal)), baseUrl, folder, dataDirectory is null);
            try
            {
                await portal.WaitUntilReadyAsync(cancellationToken);
                return portal;
            }
            catch (InvalidOperationException) when (attempt < 3 && portal.Log.Contains("address already in use", StringComparison.OrdinalIgnoreCase))
            {
                // Someone took the port between our choosing it and the portal's binding it.
                await portal.DisposeAsync();
            }
            catch
            {
                await portal.DisposeAsync();
                throw;
            }
        }
    }

    /// <summary>SIGKILL to this one process: nothing is flushed, no handler runs. Returns when it is gone.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>SIGTERM, as a service manager sends it.</summary>
    public async Task TerminateAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{Pid}"]);
        await kill.WaitForExitAsync();
    }

    /// <returns>The exit code, once it has ended by itself.</returns>
    public async Task<int> EndAsync(TimeSpan patience)
    {
        using var limit = new CancellationTokenSource(patience);
        await _process.WaitForExitAsync(limit.Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;

        // The watch goes first: later the pid it holds may belong to another process.
        _watch?.Kill();
        _watch?.Dispose();
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        if (_ownsData)
        {
            Directory.Delete(DataDirectory, recursive: true);
        }
    }

    private async Task WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        using var client = new HttpClient { BaseAddress = BaseUrl, Timeout = TimeSpan.FromSeconds(5) };
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < StartTimeout && !_process.HasExited; await Task.Delay(100, cancellationToken))
        {
            try
            {
                using var answer = await client.GetAsync(new Uri("/healthz/ready", UriKind.Relative), cancellationToken);
                if (answer.StatusCode == HttpStatusCode.OK)
                {
                    return;
                }
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
            {
                // Not listening yet, or still busy with its first start.
            }
        }

        var end = "was not ready in time";
        if (_process.HasExited)
        {
            // Waits for the last lines too, which usually say why.
            await _process.WaitForExitAsync(cancellationToken);
            end = $"ended with code {_process.ExitCode}";
        }

        throw new InvalidOperationException($"The portal {end}. Its log:\n{Log}");
    }

    private void Record(string? line)
    {
        lock (_log)
        {
            _log.AppendLine(line);
        }
    }
}

using System.Diagnostics;
using System.Net;
using System.Text;
using CouponPortal.Testing;

namespace CouponPortal.Bench.Servers;

/// <summary>A server under measurement: a process of its own with a temporary folder of its own, both gone when this is, however this ends.</summary>
internal sealed class ServerProcess : IDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);
    private readonly StringBuilder _log = new();
    private readonly Process _process;
    private readonly Process? _watch;
    private readonly string _folder;

    private ServerProcess(string name, int port, string folder, ProcessStartInfo start)
    {
        (Name, Port, _folder) = (name, port, folder);
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Note(line.Data);
        _process.ErrorDataReceived += (_, line) => Note(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();

        // Should the bench be killed, its end of this pipe closes, and the shell ends the server, which would run on for ever. Ctrl-C goes to the whole
        // group: the shell outlives it to clean up.
        const string Watch = "trap '' INT HUP TERM; read -r end; kill -9 \"$1\"; rm -rf \"$2\"";
        _watch = OperatingSystem.IsWindows()
            ? null
            : Process.Start(new ProcessStartInfo("/bin/sh", ["-c", Watch, "bench-watch", $"{_process.Id}", folder]) { UseShellExecute = false, RedirectStandardInput = true });
    }

    public string Name { get; }

    public int Port { get; }

    /// <summary>Where it keeps its data.</summary>
    public string Folder => _folder;

    /// <summary>The most memory that it ever had, where the system says so; else 0.</summary>
    public long PeakMegabytes => File.Exists($"/proc/{_process.Id}/status")
        && File.ReadLines($"/proc/{_process.Id}/status").FirstOrDefault(l => l.StartsWith("VmHWM:", StringComparison.Ordinal)) is { } line
            ? long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture) / 1024
            : 0;

    /// <summary>What the process has used so far, user and system.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Of main memory, now and at most so far, in bytes; 0 where the system does not tell.</summary>
    public (long Now, long Peak) Memory
    {
        get
        {
            _process.Refresh();
            return (_process.WorkingSet64, _process.PeakWorkingSet64);
        }
    }

    /// <param name="command">Without the address: a free one is added.</param>
    /// <param name="urlOption">What stands before the address; empty = the address alone.</param>
    public static async Task<ServerProcess> StartAsync(
        string name, string[] command, string urlOption, string readyPath, IReadOnlyDictionary<string, string> environment, CancellationToken cancel)
    {
        var (port, folder) = (LoopbackPort.Free(), Directory.CreateTempSubdirectory("couponportal-bench-").FullName);
        string[] whole = Cores.OnServerCore([.. command, .. urlOption.Length > 0 ? [urlOption] : Array.Empty<string>(), $"http://127.0.0.1:{port}"]);
        var start = new ProcessStartInfo(whole[0], whole[1..]) { WorkingDirectory = folder, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };

        // Settings that somebody has exported for the portal would otherwise point the bench at a real database.
        foreach (var inherited in start.Environment.Keys.Where(key => key.Contains("__", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(inherited);
        }

        start.Environment["DataDirectory"] = folder;
        foreach (var (key, value) in environment)
        {
            start.Environment[key] = value;
        }

        var server = new ServerProcess(name, port, folder, start);
        try
        {
            await server.WaitUntilReadyAsync(readyPath, cancel);
            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        // The watch goes first: later the pid it holds may belong to another process.
        _watch?.Kill();
        _watch?.Dispose();
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task WaitUntilReadyAsync(string path, CancellationToken cancel)
    {
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{Port}"), Timeout = TimeSpan.FromSeconds(5) };
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < StartTimeout && !_process.HasExited; await Task.Delay(100, cancel))
        {
            try
            {
                using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), cancel);
                if (answer.StatusCode == HttpStatusCode.OK)
                {
                    return;
                }
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !cancel.IsCancellationRequested)
            {
                // Not listening yet.
            }
        }

        lock (_log)
        {
            throw new InvalidOperationException($"{Name} did not start:\n{_log}");
        }
    }

    private void Note(string? line)
    {
        lock (_log)
        {
            _log.AppendLine(line);
        }
    }
}

using System.Diagnostics;
using System.Globalization;
using CouponPortal.Testing;

namespace CouponPortal.Bench.Servers;

/// <summary>One core for the generator and another for whatever answers, where Linux has <c>taskset</c> and there are two.</summary>
internal static class Cores
{
    private const string Generator = "0";
    private const string Server = "1";

    public static bool Pinned { get; } = OperatingSystem.IsLinux() && Environment.ProcessorCount > 1 && Prerequisites.OnPath("taskset") is not null;

    /// <summary>The command line that starts a server on its core.</summary>
    public static string[] OnServerCore(params string[] command) => Pinned ? ["taskset", "-c", Server, .. command] : command;

    /// <summary>All threads of this process; those to come inherit it.</summary>
    public static void PinSelf() => Pin(Environment.ProcessId, Generator);

    /// <summary>A server that somebody else has started, with the processes it has made so far.</summary>
    public static void PinServer(int pid)
    {
        Pin(pid, Server);
        var children = $"/proc/{pid}/task/{pid}/children";
        if (Pinned && File.Exists(children))
        {
            foreach (var child in File.ReadAllText(children).Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                Pin(int.Parse(child, CultureInfo.InvariantCulture), Server);
            }
        }
    }

    private static void Pin(int pid, string core)
    {
        if (Pinned)
        {
            using var taskset = Process.Start(new ProcessStartInfo("taskset", ["-a", "-cp", core, $"{pid}"]) { UseShellExecute = false, RedirectStandardOutput = true })!;
            taskset.WaitForExit();
        }
    }
}

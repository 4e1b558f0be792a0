using System.Diagnostics;
using System.Runtime.InteropServices;

namespace CouponPortal.Bench.Report;

/// <summary>What the figures were measured on.</summary>
internal static class Machine
{
    public static string Description() => $"{Environment.ProcessorCount} cores of {Processor()}, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}";

    /// <summary>Of the last minute: what others were doing here. Far above 0, the figures are worth little.</summary>
    public static string Load() => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";

    /// <returns>Short, with a plus when files differ from it; “unknown” outside a work tree.</returns>
    public static string Commit() => Git("rev-parse", "--short", "HEAD") is { Length: > 0 } commit
        ? commit + (Git("status", "--porcelain", "--untracked-files=no") is { Length: > 0 } ? "+" : "")
        : "unknown";

    private static string Processor()
    {
        const string Model = "model name";
        var line = File.Exists("/proc/cpuinfo") ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith(Model, StringComparison.Ordinal)) : null;
        return line?.Split(':', 2)[1].Trim() ?? Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? RuntimeInformation.ProcessArchitecture.ToString();
    }

    private static string Git(params string[] arguments)
    {
        try
        {
            using var git = Process.Start(new ProcessStartInfo("git", arguments) { WorkingDirectory = AppContext.BaseDirectory, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
            var output = git.StandardOutput.ReadToEnd().Trim();
            git.WaitForExit();
            return output;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "";
        }
    }
}

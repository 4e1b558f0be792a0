using System.Diagnostics;

namespace CouponPortal.Testing;

/// <summary>One program as the package systems call it, and the variable that points to it by hand.</summary>
internal sealed record SystemPackage(string Debian, string Fedora, string Homebrew, string Variable)
{
    private static readonly string LockFile = Path.Combine(Path.GetTempPath(), "couponportal-prerequisites.lock");

    public static void WaitForInstallation()
    {
        if (File.Exists(LockFile))
        {
            Run("flock", ["--shared", LockFile, "true"]);
        }
    }

    public string LineToType() => this switch
    {
        _ when Prerequisites.OnPath("apt-get") is not null => $"sudo apt-get update && sudo apt-get install -y --no-install-recommends {Debian}",
        _ when Prerequisites.OnPath("dnf") is not null => $"sudo dnf install -y {Fedora}",
        _ => $"brew install {Homebrew}",
    };

    public static bool MayInstall() =>
        Environment.GetEnvironmentVariable("PREREQUISITES_INSTALL") is not "never"
        && Prerequisites.OnPath("apt-get") is not null
        && (Environment.IsPrivilegedProcess || (Prerequisites.OnPath("sudo") is not null && Run("sudo", ["-n", "true"]).ExitCode == 0));

    /// <summary>Installs as root and returns what apt said, for the message of a failure.</summary>
    public string Install()
    {
        // Test assemblies run side by side. apt's own lock is dropped between update and install, and a second update
        // swaps the lists under the first install, so both steps run under one lock of ours; the kernel frees it if we die.
        const string Apt = "apt-get -o DPkg::Lock::Timeout=600";
        string[] command =
        [
            "flock", LockFile, "env", "DEBIAN_FRONTEND=noninteractive", "sh", "-c",
            $"{Apt} update; {Apt} install -y --no-install-recommends {Debian}",
        ];
        return (Environment.IsPrivilegedProcess ? Run("flock", command[1..]) : Run("sudo", ["-n", .. command])).Output;
    }

    private static (int ExitCode, string Output) Run(string program, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        process.StandardInput.Close();

        // No cancellation: an installation cut short leaves a package database to repair by hand.
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.GetAwaiter().GetResult());
    }
}

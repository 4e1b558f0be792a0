using System.Globalization;

namespace CouponPortal.Testing;

/// <summary>
/// The programs the tests drive but NuGet does not carry. A clean machine must need nothing but the one test command,
/// so what is missing is installed where that is allowed, and otherwise named with the exact line to type.
/// Set <c>PREREQUISITES_INSTALL=never</c> to be told that line instead of having packages installed.
/// </summary>
public static class Prerequisites
{
    // Lazy keeps the failure too: a hundred tests report one failed installation, they do not repeat it a hundred times.
    private static readonly Lazy<string> ChromiumPath = new(() => Obtain(FindChromium, new("chromium", "chromium", "--cask chromium", "CHROMIUM_PATH")));
    private static readonly Lazy<string> PostgresFolder = new(() => Obtain(FindPostgres, new("postgresql", "postgresql-server", "postgresql@17", "POSTGRES_BIN")));

    private static readonly Lazy<string> NginxPath = new(() => Obtain(FindNginx, new("nginx-light", "nginx", "nginx", "NGINX_PATH")));

    /// <summary>The path of nginx; <c>NGINX_PATH</c> wins over what is found.</summary>
    /// <exception cref="PrerequisiteMissingException">None is here and none could be installed.</exception>
    public static string Nginx() => NginxPath.Value;

    /// <summary>The path of a Chromium or Chrome executable; <c>CHROMIUM_PATH</c> wins over what is found.</summary>
    /// <exception cref="PrerequisiteMissingException">None is here and none could be installed.</exception>
    public static string Chromium() => ChromiumPath.Value;

    /// <summary>The folder of initdb, postgres and pg_ctl; <c>POSTGRES_BIN</c> wins over what is found.</summary>
    /// <exception cref="PrerequisiteMissingException">None is here and none could be installed.</exception>
    public static string PostgresBin() => PostgresFolder.Value;

    private static string Obtain(Func<string?> find, SystemPackage package)
    {
        // Another test assembly may be in the middle of installing it: the program is there before the libraries it needs.
        SystemPackage.WaitForInstallation();
        if (find() is { } present)
        {
            return present;
        }

        var report = SystemPackage.MayInstall() ? package.Install() : string.Empty;
        return find() ?? throw new PrerequisiteMissingException(
            $"This test needs {package.Debian}. Install it with:\n    {package.LineToType()}\nor set {package.Variable} to where it is.\n{report}");
    }

    private static string? FindChromium()
    {
        if (Override("CHROMIUM_PATH", File.Exists) is { } chosen)
        {
            return chosen;
        }

        var programFiles = Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles);
        string[] names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
        return names.Select(OnPath)
            .Append("/usr/bin/chromium")
            .Append("/Applications/Chromium.app/Contents/MacOS/Chromium")
            .Append("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
            .Append(Path.Combine(programFiles, "Google/Chrome/Application/chrome.exe"))
            .FirstOrDefault(File.Exists);
    }

    private static string? FindNginx() =>
        Override("NGINX_PATH", File.Exists) ?? ((string?[])[OnPath("nginx"), "/usr/sbin/nginx", "/usr/local/sbin/nginx"]).FirstOrDefault(File.Exists);

    private static string? FindPostgres()
    {
        if (Override("POSTGRES_BIN", HasServer) is { } chosen)
        {
            return chosen;
        }

        // Debian keeps the server programs off the PATH; initdb and pg_ctl of one folder are of one version.
        var folders = OnPath("pg_ctl") is { } found ? new List<string> { Path.GetDirectoryName(found)! } : [];
        folders.AddRange(Versions("/usr/lib/postgresql", "*"));
        folders.AddRange(Versions("/opt/homebrew/opt", "postgresql@*"));
        folders.AddRange(Versions("/usr/local/opt", "postgresql@*"));
        return folders.FirstOrDefault(HasServer);
    }

    private static IEnumerable<string> Versions(string parent, string pattern) =>
        Directory.Exists(parent)
            ? Directory.GetDirectories(parent, pattern)
                .OrderByDescending(folder => double.TryParse(Path.GetFileName(folder).Split('@')[^1], CultureInfo.InvariantCulture, out var version) ? version : 0)
                .Select(folder => Path.Combine(folder, "bin"))
            : [];

    private static bool HasServer(string folder) =>
        Array.TrueForAll(["initdb", "postgres", "pg_ctl"], program => File.Exists(Path.Combine(folder, program)));

    private static string? Override(string variable, Predicate<string> valid)
    {
        var value = Environment.GetEnvironmentVariable(variable);
        if (string.IsNullOrEmpty(value))
        {
            return null;
        }

        // A wrong override must not be passed over in silence: the tests would run against something else.
        return valid(value) ? value : throw new PrerequisiteMissingException($"{variable} is set to '{value}', where the program is not.");
    }

    internal static string? OnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
}

/// <summary>A program that is neither on the machine nor installable from here; the message says what to type.</summary>
public sealed class PrerequisiteMissingException(string message) : Exception(message);

using System.Diagnostics;
using System.Reflection;

namespace CouponPortal.E2E.Support;

/// <summary>Where the built product is, seen from the running test assembly, and how it is started.</summary>
internal static class PortalBuild
{
    private const string Product = "CouponPortal";

    public static ProcessStartInfo StartInfo(Uri baseUrl, string dataDirectory, IReadOnlyDictionary<string, string> environment)
    {
        var root = Root();
        var start = new ProcessStartInfo("dotnet", [AssemblyPath(root), "--urls", baseUrl.GetLeftPart(UriPartial.Authority)])
        {
            // The content root: in Development the static files come from the project's own folder.
            WorkingDirectory = Path.Combine(root, Product),
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // Settings a developer has exported for the portal would otherwise point a test at the developer's own database.
        foreach (var inherited in start.Environment.Keys.Where(key => key.Contains("__", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(inherited);
        }

        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        start.Environment["DataDirectory"] = dataDirectory;

        // A machine that runs all tests at once may take seconds for a commit; tests of outages say what they need.
        start.Environment["Writer__Patience"] = "10000";
        foreach (var (key, value) in environment)
        {
            start.Environment[key] = value;
        }

        return start;
    }

    private static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, $"{Product}.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} has {Product}.sln.");
    }

    // The product's own output folder of the same configuration: the copy beside the tests lacks its static web assets.
    private static string AssemblyPath(string root)
    {
        var tests = Assembly.GetExecutingAssembly().GetName().Name;
        var folders = Path.GetRelativePath(root, AppContext.BaseDirectory).Split(Path.DirectorySeparatorChar)
            .Select(folder => string.Equals(folder, tests, StringComparison.Ordinal) ? Product : folder);
        var path = Path.Combine([root, .. folders, $"{Product}.dll"]);
        return File.Exists(path) ? path : throw new InvalidOperationException($"{path} has not been built: a test project must reference the product's project.");
    }
}

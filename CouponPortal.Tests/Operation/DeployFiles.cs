namespace CouponPortal.Tests.Operation;

/// <summary>The files of deploy/, as they are in the tree.</summary>
internal static class DeployFiles
{
    public static string Path(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (System.IO.Path.Combine(folder.FullName, "deploy", name) is var path && File.Exists(path))
            {
                return path;
            }
        }

        throw new InvalidOperationException($"deploy/{name} was not found above the tests.");
    }

    public static string Read(string name) => File.ReadAllText(Path(name));
}

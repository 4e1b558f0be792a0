using System.Runtime.CompilerServices;
using System.Runtime.Loader;

/// <summary>
/// Lets EF Core run on an older SQLitePCLRaw than it was compiled against; SqliteBinding.props says when to delete this.
/// </summary>
/// <remarks>File-local, because the product and its tests both compile it and the tests see the product's internals.</remarks>
file static class SqliteBinding
{
#pragma warning disable CA2255 // Not library code: each importing assembly is an application or a test host.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Accept()
    {
        AssemblyLoadContext.Default.Resolving += static (context, name) =>
            name.Name?.StartsWith("SQLitePCLRaw.", StringComparison.Ordinal) == true && PathOf(name.Name) is { } path
                ? context.LoadFromAssemblyPath(path)
                : null;

        ChooseProvider();
    }

    // Beside this assembly and not AppContext.BaseDirectory: dotnet-ef hosts the product from its own folder.
    private static string? PathOf(string assembly)
    {
        var folder = Path.GetDirectoryName(typeof(SqliteBinding).Assembly.Location);
        var path = Path.Combine(string.IsNullOrEmpty(folder) ? AppContext.BaseDirectory : folder, assembly + ".dll");
        return File.Exists(path) ? path : null;
    }

    // Its own method: compiling the call loads SQLitePCLRaw, which must not happen before the handler is in place.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ChooseProvider() => SQLitePCL.Batteries_V2.Init();
}

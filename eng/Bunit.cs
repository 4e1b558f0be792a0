using System.Runtime.CompilerServices;
using System.Runtime.Loader;

/// <summary>Lets bunit run on an older AngleSharp.Diffing than it was compiled against; Bunit.props says when to delete this.</summary>
file static class BunitBinding
{
#pragma warning disable CA2255 // Not library code: the test assembly is the application here.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Accept() =>
        AssemblyLoadContext.Default.Resolving += static (context, name) =>
            string.Equals(name.Name, "AngleSharp.Diffing", StringComparison.Ordinal)
                ? context.LoadFromAssemblyPath(Path.Combine(AppContext.BaseDirectory, "AngleSharp.Diffing.dll"))
                : null;
}

using Mono.Cecil;

namespace CouponPortal.Tests.Architecture;

/// <summary>Holds the types of an assembly, below one namespace, against the arrows.</summary>
internal sealed class ArrowCheck(AssemblyDefinition assembly, string root, IReadOnlyList<Layer> layers)
{
    public IReadOnlyList<string> Violations() =>
        [.. Uses.TypesOf(assembly).SelectMany(FaultsOf).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    public IReadOnlyList<string> EmptyLayers()
    {
        var filled = Uses.TypesOf(assembly).Select(t => LayerOf(t)?.Name).ToHashSet(StringComparer.Ordinal);
        return [.. layers.Select(l => l.Name).Where(l => !filled.Contains(l))];
    }

    /// <summary>Types below the root that are in no layer: nobody says what they may use.</summary>
    public IReadOnlyList<string> Homeless() =>
        [.. Uses.TypesOf(assembly).Where(t => t.DeclaringType is null && FolderOf(t) is not null && LayerOf(t) is null).Select(t => t.FullName)];

    private IEnumerable<string> FaultsOf(TypeDefinition user)
    {
        if (LayerOf(user) is not { } layer)
        {
            return [];
        }

        return Uses.Of(user).Where(used => !Allows(layer, user, used)).Select(used => $"{Outermost(user).FullName} ({layer.Name}) uses {Outermost(used).FullName}");
    }

    private bool Allows(Layer layer, TypeDefinition user, TypeReference used)
    {
        if (LayerOf(used) is not { } target)
        {
            return FolderOf(used) is null && !layer.Never.Any(n => IsBelow(Outermost(used).FullName, n));
        }

        if (target == layer)
        {
            return layer.IsOne || Slice(layer, used) is "" || Slice(layer, used) == Slice(layer, user) || layer.Shared.Contains(Slice(layer, used));
        }

        return layer.May.Contains(target.Name) || (layer.MayWithoutPages.Contains(target.Name) && !IsPage(used));
    }

    private Layer? LayerOf(TypeReference type) => FolderOf(type) is { } folder ? layers.FirstOrDefault(l => IsBelow(folder, l.Name)) : null;

    /// <summary>The namespace below the root; null for types of others, "" for types in the root itself.</summary>
    private string? FolderOf(TypeReference type)
    {
        var name = Outermost(type).Namespace;
        return name == root ? "" : IsBelow(name, root) ? name[(root.Length + 1)..] : null;
    }

    /// <summary>The first folder within a layer: a menu item.</summary>
    private string Slice(Layer layer, TypeReference type) => FolderOf(type)![layer.Name.Length..].Split('.').ElementAtOrDefault(1) ?? "";

    private static bool IsPage(TypeReference type)
    {
        for (var at = Outermost(type).Resolve(); at is not null; at = at.BaseType?.Resolve())
        {
            if (at.FullName == "Microsoft.AspNetCore.Components.ComponentBase")
            {
                return true;
            }
        }

        return false;
    }

    private static TypeReference Outermost(TypeReference type) => type.DeclaringType is { } outer ? Outermost(outer) : type;

    private static bool IsBelow(string name, string space) => name == space || name.StartsWith(space + ".", StringComparison.Ordinal);
}

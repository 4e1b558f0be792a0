using CouponPortal.Domain.Attribution;
using Mono.Cecil;

namespace CouponPortal.Tests.Architecture;

public sealed class ArrowTests
{
    private static ArrowCheck Portal => new(Read(typeof(AttributionEngine)), "CouponPortal", Arrows.Layers);

    private static ArrowCheck PlantedOnes => new(Read(typeof(ArrowTests)), "Planted", Arrows.Layers);

    [Fact]
    public void Layers_use_each_other_along_the_arrows_alone()
    {
        var violations = Portal.Violations();

        None([.. violations]);
    }

    [Fact]
    public void Every_type_of_the_portal_is_in_a_layer() => None(Portal.Homeless());

    [Fact]
    public void No_layer_is_empty()
    {
        // An empty layer keeps every rule, so a renamed folder would pass unseen.
        None(Portal.EmptyLayers());
    }

    [Fact]
    public void Planted_violations_are_found_and_named()
    {
        Assert.Equal(
            [
                "Planted.Api.UsesAPage (Api) uses Planted.Features.Coupons.CouponsPage",
                "Planted.Components.KnowsTheStoreByATypeArgument (Components) uses Planted.Data.Store",
                "Planted.Domain.ReadsAFile (Domain) uses System.IO.File",
                "Planted.Domain.UsesTheStoreInALambda (Domain) uses Planted.Data.Store",
                "Planted.Features.Offers.LeansOnAnotherSlice (Features) uses Planted.Features.Coupons.CouponList",
                "Planted.Features.Offers.NamesTheApiInAnAttribute (Features) uses Planted.Api.UsesAQuery",
            ],
            PlantedOnes.Violations().Where(v => !v.StartsWith("Planted.Domain.Waits ", StringComparison.Ordinal)));
    }

    [Fact]
    public void Async_method_of_the_domain_is_found()
    {
        Assert.Contains("Planted.Domain.Waits (Domain) uses System.Threading.Tasks.Task`1", PlantedOnes.Violations());
    }

    [Fact]
    public void Empty_layers_and_types_without_a_layer_are_found_and_named()
    {
        Assert.Equal(["Intake.Dialects", "Intake", "Tracking", "Hosting"], PlantedOnes.EmptyLayers());
        Assert.Equal(["Planted.Elsewhere.InNoLayer"], PlantedOnes.Homeless());
    }

    private static void None(IReadOnlyList<string> faults) => Assert.True(faults.Count == 0, string.Join('\n', faults));

    private static AssemblyDefinition Read(Type type)
    {
        var resolver = new DefaultAssemblyResolver();
        resolver.AddSearchDirectory(Path.GetDirectoryName(type.Assembly.Location));
        resolver.AddSearchDirectory(Path.GetDirectoryName(typeof(object).Assembly.Location));
        resolver.AddSearchDirectory(Path.GetDirectoryName(typeof(Microsoft.AspNetCore.Components.ComponentBase).Assembly.Location));
        return AssemblyDefinition.ReadAssembly(type.Assembly.Location, new ReaderParameters { AssemblyResolver = resolver });
    }
}

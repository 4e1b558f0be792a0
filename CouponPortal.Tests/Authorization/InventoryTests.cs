using System.Reflection;
using CouponPortal.Data;
using CouponPortal.Tests.Support;
using CouponPortal.Tracking.Feeds;
using CouponPortal.Tracking.Postbacks;
using CouponPortal.Tracking.Sdk;
using CouponPortal.Tracking.Shops;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.DependencyInjection;

namespace CouponPortal.Tests.Authorization;

/// <summary>Nothing that can be asked is missing from authorization.txt, and nothing in it is gone.</summary>
public sealed class InventoryTests(SharedPortals portals)
{
    [Fact]
    public async Task Every_endpoint_says_who_may_call_it_and_is_in_the_file()
    {
        var host = await portals.OnAsync(DatabaseProvider.Sqlite);
        using var started = host.Script();
        var (mapped, unsaid) = (new SortedSet<string>(StringComparer.Ordinal), new List<string>());
        foreach (var endpoint in host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>())
        {
            var route = "/" + endpoint.RoutePattern.RawText!.Trim('/');
            if (endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is not null)
            {
                Assert.NotNull(endpoint.Metadata.GetMetadata<IAllowAnonymous>());
                continue;
            }

            // What says nothing asks for a signed-in person (the fallback policy), which the file must then say in so many words.
            if (endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null && endpoint.Metadata.GetMetadata<IAuthorizeData>() is null
                && AuthorizationMatrix.Sections["framework"].Rows.All(r => r.Route != route))
            {
                unsaid.Add(route);
            }

            // A page takes GET and the POST of its own forms; the framework answers POST on every page, and antiforgery refuses it.
            var isPage = endpoint.Metadata.GetMetadata<Microsoft.AspNetCore.Components.Endpoints.ComponentTypeMetadata>() is not null;
            var verbs = isPage ? ["GET"] : endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["ANY"];
            mapped.UnionWith(verbs.Where(v => v is not "HEAD" and not "OPTIONS" || verbs.Count == 1).Select(v => $"{v} {route}"));
        }

        var written = new[] { "api", "pages", "framework" }.SelectMany(s => AuthorizationMatrix.Sections[s].Rows).Select(r => $"{r.Verb} {r.Route}").ToHashSet(StringComparer.Ordinal);
        var (missing, gone) = (mapped.Where(m => !written.Contains(m)).ToList(), written.Where(w => !mapped.Contains(w)).ToList());
        Assert.True(missing.Count + gone.Count + unsaid.Count == 0, $"Without authorisation metadata: {string.Join(' ', unsaid)}\nNot in authorization.txt:\n{string.Join('\n', missing)}\nNot in the product:\n{string.Join('\n', gone)}");
    }

    [Fact]
    public void Every_page_says_who_may_open_it()
    {
        var unsaid = typeof(Program).Assembly.GetTypes().Where(t => t.GetCustomAttributes<RouteAttribute>().Any())
            .Where(t => t.GetCustomAttribute<AuthorizeAttribute>() is null && t.GetCustomAttribute<AllowAnonymousAttribute>() is null).Select(t => t.Name).ToList();

        Assert.True(unsaid.Count == 0, string.Join(' ', unsaid));
    }

    [Fact]
    public void Every_method_that_a_browser_may_call_is_in_the_file()
    {
        var hub = typeof(Microsoft.AspNetCore.Components.Server.CircuitOptions).Assembly.GetType("Microsoft.AspNetCore.Components.Server.ComponentHub", throwOnError: true)!;
        var methods = hub.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).Where(m => !m.IsSpecialName && m.GetBaseDefinition().DeclaringType == hub).Select(m => m.Name);
        var invokable = typeof(Program).Assembly.GetTypes().SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Where(m => m.GetCustomAttribute<Microsoft.JSInterop.JSInvokableAttribute>() is not null).Select(m => $"{m.DeclaringType!.Name}.{m.Name}");

        Assert.Equal(AuthorizationMatrix.Sections["hub"].Rows.Select(r => r.Route).Order(StringComparer.Ordinal), methods.Concat(invokable).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_door_of_orders_is_in_the_file()
    {
        var routes = AuthorizationMatrix.Sections["doors"].Rows.Select(r => r.Route).ToHashSet(StringComparer.Ordinal);
        string[] deeper = [SdkDoor.ConversionPath, SdkDoor.ClickPath, PaymentsDoor.Path, ShopDoor.Prefix + "{kind}/{connection}", "/clk", "/{CODE}", "/"];

        Assert.Subset(routes, OrderDoors.Paths.Select(p => "/" + p).Concat(deeper).ToHashSet(StringComparer.Ordinal));
    }
}

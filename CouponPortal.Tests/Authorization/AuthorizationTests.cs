using System.Globalization;
using CouponPortal.Data;
using CouponPortal.Tests.Support;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace CouponPortal.Tests.Authorization;

/// <summary>The whole of authorization.txt, asked over HTTP.</summary>
public sealed class AuthorizationTests(AuthorizationWorlds worlds)
{
    private static readonly string[] Verbs = ["GET", "POST", "PUT", "PATCH", "DELETE"];

    [Theory, BothEngines]
    public async Task Every_caller_gets_what_the_file_says_and_a_foreign_row_is_answered_as_a_missing_one(DatabaseProvider engine)
    {
        var world = await worlds.OnAsync(engine);
        var walk = new MatrixWalk(world);

        // Pages first: the API's part changes and deletes what they show.
        List<string> differences = [];
        foreach (var section in (string[])["pages", "framework"])
        {
            differences.AddRange(await walk.DifferencesAsync(AuthorizationMatrix.Sections[section]));
        }

        differences.AddRange(await walk.DifferencesAsync(AuthorizationMatrix.Sections["doors"], caller => caller switch
        {
            "key-of-a" => MarkedRows.PostbackKey,
            "key-of-b" => MarkedRows.PostbackKeyOfB,
            "wrong-key" => "zzi7canary-postback-key-of-a",
            _ => "",
        }));
        differences.AddRange(await walk.DifferencesAsync(AuthorizationMatrix.Sections["api"]));
        TestContext.Current.SendDiagnosticMessage($"{engine}: {walk.Asked} requests");
        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }

    [Theory, BothEngines]
    public async Task Cookies_open_no_address_of_the_api_and_keys_no_page(DatabaseProvider engine)
    {
        var world = await worlds.OnAsync(engine);
        var (admin, key) = (await world.AsAsync("admin"), await world.AsAsync("admins-key"));
        var faults = new List<string>();
        foreach (var row in AuthorizationMatrix.Sections["api"].Rows)
        {
            using var request = new HttpRequestMessage(new HttpMethod(row.Verb), AddressOf(row, world));
            using var answer = await admin.SendAsync(request, TestContext.Current.CancellationToken);
            Note(faults, row, answer, 401);
        }

        foreach (var row in AuthorizationMatrix.Sections["pages"].Rows.Where(r => r.Answers[0] is MatrixWalk.SignIn or "401"))
        {
            using var request = new HttpRequestMessage(new HttpMethod(row.Verb), AddressOf(row, world));
            using var answer = await key.SendAsync(request, TestContext.Current.CancellationToken);
            Note(faults, row, answer, row.Answers[0] == MatrixWalk.SignIn ? 302 : 401);
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Theory, BothEngines]
    public async Task A_verb_that_an_address_does_not_have_is_refused_to_the_strongest_caller(DatabaseProvider engine)
    {
        var world = await worlds.OnAsync(engine);
        var faults = new List<string>();
        foreach (var (section, caller) in new[] { ("api", "admins-key"), ("pages", "admin") })
        {
            foreach (var rows in AuthorizationMatrix.Sections[section].Rows.GroupBy(r => r.Route))
            {
                var declared = world.Host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Where(e => "/" + e.RoutePattern.RawText!.Trim('/') == rows.Key)
                    .SelectMany(e => e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []).ToHashSet(StringComparer.OrdinalIgnoreCase);
                foreach (var verb in Verbs.Where(v => !declared.Contains(v)))
                {
                    using var request = new HttpRequestMessage(new HttpMethod(verb), AddressOf(rows.First(), world));
                    using var answer = await (await world.AsAsync(caller)).SendAsync(request, TestContext.Current.CancellationToken);
                    if ((int)answer.StatusCode is not (400 or 404 or 405))
                    {
                        faults.Add($"{verb} {rows.Key}: {(int)answer.StatusCode}");
                    }
                }
            }
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    private static Uri AddressOf(MatrixRow row, AuthorizationWorld world) =>
        new(AuthorizationMatrix.Fill(row.Address, name => name is "n" or "key" ? "1" : world.Kept[name]), UriKind.Relative);

    private static void Note(List<string> faults, MatrixRow row, HttpResponseMessage answer, int expected)
    {
        if ((int)answer.StatusCode != expected)
        {
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"{row}: {(int)answer.StatusCode} instead of {expected}"));
        }
    }
}

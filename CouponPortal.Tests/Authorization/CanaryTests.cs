using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using CouponPortal.Data;

namespace CouponPortal.Tests.Authorization;

/// <summary>
/// Every text of A and of its partner P1 bears a mark. Everybody else opens every page, file, list and filter there is, and follows the links they find: no mark may
/// come back, in whatever an answer carries.
/// </summary>
public sealed partial class CanaryTests(AuthorizationWorlds worlds)
{
    private const int MostLinks = 300;

    // Names of A are no secret among its network's partners, and P1's name and address none to staff, who choose partners (S1).
    private static readonly (string Caller, string[] Marks)[] Readers =
    [
        ("anonymous", [MarkedRows.OfA, MarkedRows.Internal, MarkedRows.OfPartner, MarkedRows.Name]),
        ("partner-of-b", [MarkedRows.OfA, MarkedRows.Internal, MarkedRows.OfPartner]),
        ("viewer-of-b", [MarkedRows.OfA, MarkedRows.Internal, MarkedRows.Name]),
        ("manager-of-b", [MarkedRows.OfA, MarkedRows.Internal, MarkedRows.Name]),
        ("partner-of-a", [MarkedRows.Internal]),
    ];

    private static readonly (string Caller, string[] Marks)[] Keys =
    [
        ("key-of-partner-of-b", [MarkedRows.OfA, MarkedRows.Internal, MarkedRows.OfPartner]),
        ("key-of-b", [MarkedRows.OfA, MarkedRows.Internal, MarkedRows.Name]),
        ("key-of-partner-of-a", [MarkedRows.Internal]),
    ];

    // What a list may be asked for: parts of the marks, so that an echo of the question is no find.
    private static readonly string[] Questions =
    [
        "text=zqa7", "text=zqi7", "q=zqi7", "code=ZQA7", "coupon_code=ZQA7", "order_id=zqa7", "sub1=zqa7", "user_agent=zqi7", "email=zqp7", "name=zqo7",
        "advertiser_id=1", "advertiser=1", "offer_id=10", "partner_id=6", "sort=code&dir=desc", "sort=name", "sort=order_time&dir=asc", "sort=id", "page=2", "limit=500",
        "range=all", "range=all&advertiser_id=1&offer_id=10&partner_id=6", "verdict=refused", "status=pending&range=all", "id=1,2,3,4,5,6,7,8", "ids=1,2,3,4,5,6,7,8",
    ];

    // On SQLite alone: PostgreSQL's own wall behind it would hide what a query forgot.
    [Fact]
    public async Task Nothing_of_an_advertiser_comes_back_to_anybody_else()
    {
        var world = await worlds.OnAsync(DatabaseProvider.Sqlite);
        var (found, asked) = (new List<string>(), 0);
        foreach (var (caller, marks) in Readers)
        {
            asked += await CrawlAsync(world, caller, marks, [.. AddressesOf(world, "pages"), .. AddressesOf(world, "framework"), .. AddressesOf(world, "doors")], found);
        }

        foreach (var (caller, marks) in Keys)
        {
            asked += await CrawlAsync(world, caller, marks, AddressesOf(world, "api"), found);
        }

        Assert.True(asked > 2_000, $"Only {asked} addresses were asked for.");
        Assert.True(found.Count == 0, string.Join('\n', found));
    }

    [Fact]
    public async Task The_people_of_an_advertiser_find_the_marks_so_the_search_for_them_means_something()
    {
        var world = await worlds.OnAsync(DatabaseProvider.Sqlite);
        string[] paths = ["/coupons", "/coupons/{coupon}", "/conversions?range=all", "/conversions/{conversion}", "/clicks?range=all", "/clicks/{click}", "/inbox?range=all", "/suppressed-codes", "/connections", "/feeds", "/order-files", "/offers", "/coupons/export?format=csv", "/reports/export/conversions?format=csv&range=all"];
        var client = await world.AsAsync("manager-of-a");
        var blank = new List<string>();
        foreach (var path in paths)
        {
            var text = await TextAsync(await client.GetAsync(Filled(world, path), TestContext.Current.CancellationToken));
            if (!Marks().IsMatch(text))
            {
                blank.Add(path);
            }
        }

        Assert.True(blank.Count == 0, "No mark where there should be one: " + string.Join(' ', blank));
    }

    /// <returns>How many addresses were asked for.</returns>
    private static async Task<int> CrawlAsync(AuthorizationWorld world, string caller, string[] marks, IReadOnlyList<string> start, List<string> found)
    {
        var client = await world.AsAsync(caller);
        var (seen, waiting, links) = (new HashSet<string>(StringComparer.Ordinal), new Queue<string>(start), 0);
        while (waiting.TryDequeue(out var address))
        {
            if (!seen.Add(address))
            {
                continue;
            }

            using var answer = await client.GetAsync(new Uri(address, UriKind.Relative), TestContext.Current.CancellationToken);
            var text = $"{answer.Headers}{answer.Content.Headers}{await TextAsync(answer)}";

            // A marked word that was in the question may come back; where the reader has it from, another answer's find says.
            text = Marks().Matches(address).Aggregate(text, (rest, word) => rest.Replace(word.Value, "", StringComparison.OrdinalIgnoreCase));
            foreach (var mark in marks.Where(m => text.Contains(m, StringComparison.OrdinalIgnoreCase)))
            {
                var at = text.IndexOf(mark, StringComparison.OrdinalIgnoreCase);
                found.Add($"{caller}: {address}: …{text[Math.Max(0, at - 80)..Math.Min(text.Length, at + 60)].ReplaceLineEndings(" ")}…");
            }

            foreach (var link in Links().Matches(text).Select(m => System.Net.WebUtility.HtmlDecode(m.Groups["to"].Value)).Where(l => !l.Contains("//", StringComparison.Ordinal) && !l.Contains(':', StringComparison.Ordinal)))
            {
                var next = link.StartsWith('/') ? link : "/" + link;
                if (links < MostLinks && !seen.Contains(next) && !next.Contains('#', StringComparison.Ordinal) && !next.Contains('.', StringComparison.Ordinal))
                {
                    links++;
                    waiting.Enqueue(next);
                }
            }
        }

        return seen.Count;
    }

    /// <summary>Addresses to read of a section: as they are, with the ids of A, and each list with every question.</summary>
    private static List<string> AddressesOf(AuthorizationWorld world, string section)
    {
        var reads = AuthorizationMatrix.Sections[section].Rows.Where(r => r.Verb is "GET" or "ANY").Select(r => Filled(world, r.Address).ToString()).Distinct(StringComparer.Ordinal).ToList();
        var lists = reads.Where(r => !r.Contains('?', StringComparison.Ordinal) && !r.Any(char.IsAsciiDigit) || r.EndsWith("format=csv", StringComparison.Ordinal) || r.StartsWith("/api/v1/", StringComparison.Ordinal) && !r[8..].Any(char.IsAsciiDigit)).ToList();
        return section is "framework" or "doors" ? reads
            : [.. reads, .. lists.SelectMany(l => Questions.Select(q => l + (l.Contains('?', StringComparison.Ordinal) ? '&' : '?') + q)), .. lists.Where(l => l.Contains("format=csv", StringComparison.Ordinal)).Select(l => l.Replace("format=csv", "format=xlsx", StringComparison.Ordinal))];
    }

    private static Uri Filled(AuthorizationWorld world, string address) => new(AuthorizationMatrix.Fill(address, name => name is "n" or "key" ? "1" : world.Kept[name]), UriKind.Relative);

    /// <summary>Also what is packed: a workbook's sheets.</summary>
    private static async Task<string> TextAsync(HttpResponseMessage answer)
    {
        var bytes = await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        if (bytes is not [0x50, 0x4B, ..])
        {
            return Encoding.UTF8.GetString(bytes);
        }

        var text = new StringBuilder();
        using var zip = new ZipArchive(new MemoryStream(bytes));
        foreach (var entry in zip.Entries)
        {
            using var reader = new StreamReader(entry.Open());
            text.Append(await reader.ReadToEndAsync());
        }

        return text.ToString();
    }

    [GeneratedRegex("(?:href|src|action)=\"(?<to>[^\"#]+)\"", RegexOptions.None, 2000)]
    private static partial Regex Links();

    [GeneratedRegex("zq[aiop]7canary\\w*", RegexOptions.IgnoreCase, 2000)]
    private static partial Regex Marks();
}

using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using CouponPortal.Tests.Features.Coupons.Import;

namespace CouponPortal.Tests.Authorization;

/// <summary>Asks every row of a section as every caller of it, and says what came that the file does not.</summary>
internal sealed partial class MatrixWalk(AuthorizationWorld world)
{
    /// <summary>A redirect to the sign-in page, which brings the person back here.</summary>
    public const string SignIn = "in";

    /// <summary>The very answer that a missing row and an id of no form get.</summary>
    public const string AsMissing = "=";

    private int _n = 10;

    /// <summary>Requests sent.</summary>
    public int Asked { get; private set; }

    public async Task<IReadOnlyList<string>> DifferencesAsync(MatrixSection section, Func<string, string>? key = null)
    {
        var differences = new List<string>();
        foreach (var row in section.Rows)
        {
            var got = new List<string>();
            foreach (var (caller, expected) in section.Callers.Zip(row.Answers))
            {
                got.Add(await AnswerAsync(row, caller, expected, key));
            }

            if (!got.SequenceEqual(row.Answers))
            {
                differences.Add($"line {row.Line}: {row}: {string.Join(' ', got)}   instead of   {string.Join(' ', row.Answers)}");
            }
        }

        return differences;
    }

    /// <returns>The answer in the words of the file; the expected word when it is one of two that are both true.</returns>
    private async Task<string> AnswerAsync(MatrixRow row, string caller, string expected, Func<string, string>? key)
    {
        _n++;
        var answer = await AskAsync(row, caller, world.Ids, key);
        if (answer.Location?.StartsWith("/account/sign-in", StringComparison.Ordinal) == true)
        {
            return SignIn;
        }

        var status = answer.Status.ToString(CultureInfo.InvariantCulture);
        var isFault = row.Route.StartsWith("/api/", StringComparison.Ordinal) && answer.Status >= 400;
        if (isFault && answer.Type != "application/problem+json")
        {
            return status + "-as-" + answer.Type;
        }

        // Whatever says that something is not there must say it as of what really is not; and what the file calls the same must be.
        if (!row.NamesRow || (expected != AsMissing && answer.Status != 404))
        {
            return status;
        }

        var missing = await AskAsync(row, caller, world.Missing, key);
        var (foreign, none) = ($"{answer.Status} {answer.Type} {Masked(answer.Text)}", $"{missing.Status} {missing.Type} {Masked(missing.Text)}");
        if (foreign == none)
        {
            return expected == status ? status : AsMissing;
        }

        var at = foreign.Zip(none).TakeWhile(pair => pair.First == pair.Second).Count();
        return $"{status}-unlike-missing(…{Around(foreign, at)}… for …{Around(none, at)}…)";
    }

    private async Task<Answer> AskAsync(MatrixRow row, string caller, Dictionary<string, string> ids, Func<string, string>? key)
    {
        Asked++;
        var client = await world.AsAsync(key is null ? caller : "anonymous");
        var address = Filled(row.Address);
        using var request = new HttpRequestMessage(new HttpMethod(row.Verb == "ANY" ? "POST" : row.Verb), new Uri(address, UriKind.Relative));
        if (row.Body is { } body)
        {
            request.Content = await ContentAsync(Filled(body), caller, request);
        }

        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return new((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType, text, response.Headers.Location?.ToString());

        string Filled(string text) => AuthorizationMatrix.Fill(text, name => name switch
        {
            "n" => _n.ToString(CultureInfo.InvariantCulture),
            "key" => key!(caller),
            _ => ids[name],
        });
    }

    private async Task<HttpContent> ContentAsync(string body, string caller, HttpRequestMessage request)
    {
        if (!body.StartsWith("csv:", StringComparison.Ordinal))
        {
            return body.StartsWith('<') ? new StringContent(body, Encoding.UTF8, "application/xml") : new StringContent(body, Encoding.UTF8, "application/json");
        }

        // People's uploads carry the token of their page, as the page's own script sends it.
        var form = CsvUploads.Form(Encoding.UTF8.GetBytes(body[4..]));
        if (!request.RequestUri!.ToString().StartsWith("/api/", StringComparison.Ordinal) && await world.FormTokenAsync(caller) is { Length: > 0 } token)
        {
            request.Headers.Add("RequestVerificationToken", token);
            form.Add(new StringContent("1"), "advertiser_id");
        }

        return form;
    }

    private static string Around(string text, int at) => text[Math.Max(0, at - 30)..Math.Min(text.Length, at + 60)];

    // The ids that were asked for, and what differs between any two answers.
    private string Masked(string text)
    {
        text = Different().Replace(text, "");
        foreach (var name in world.Ids.Keys)
        {
            text = Regex.Replace(text, $@"\b({world.Ids[name]}|{world.Missing[name]})\b", "ID", RegexOptions.None, TimeSpan.FromSeconds(1));
        }

        return text;
    }

    [GeneratedRegex("\"trace_id\":\"[^\"]*\"|<!--Blazor[^>]*-->|(?<=__RequestVerificationToken\" value=\")[^\"]*|\\b(?:id|for|aria-[a-z]+)=\"(?:popup-|search-)?[0-9A-Za-z_-]{10}(?:-[a-z]+)?\"|\"hit_id\":\"[0-9a-f]+\"|\"import_id\":[0-9]+|/imports/[0-9]+", RegexOptions.None, 2000)]
    private static partial Regex Different();

    private sealed record Answer(int Status, string? Type, string Text, string? Location);
}

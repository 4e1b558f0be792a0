using System.Text.RegularExpressions;

namespace CouponPortal.Tests.Support;

/// <summary>Fills the static account forms as a browser does: with the page's own token and cookies.</summary>
internal static partial class SignInForm
{
    public static async Task<HttpResponseMessage> SignInAsync(this HttpClient visitor, string email, string password, string returnUrl = "/")
    {
        var path = "/account/sign-in?returnUrl=" + Uri.EscapeDataString(returnUrl);
        return await visitor.SendFormAsync(path, "sign-in", ("Email", email), ("Password", password));
    }

    /// <param name="path">The page with the form; the form is sent to it.</param>
    public static async Task<HttpResponseMessage> SendFormAsync(this HttpClient visitor, string path, string handler, params (string Name, string Value)[] fields)
    {
        var page = await visitor.GetStringAsync(new Uri(path, UriKind.Relative));
        var form = fields.Append(("__RequestVerificationToken", TokenOf(page))).Append(("_handler", handler));
        using var content = new FormUrlEncodedContent(form.Select(f => KeyValuePair.Create(f.Item1, f.Item2)));
        return await visitor.PostAsync(new Uri(path, UriKind.Relative), content);
    }

    public static string TokenOf(string page) => TokenInput().Match(page) is { Success: true } match
        ? match.Groups[1].Value
        : throw new InvalidOperationException("The page has no form with a token: " + page);

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex TokenInput();
}

using System.Collections.Frozen;
using CouponPortal.Data.Identity;
using Microsoft.AspNetCore.Identity;

namespace CouponPortal.Features.Accounts;

/// <summary>Long enough, and not what everybody tries first. No demands on kinds of characters: they make passwords worse (NIST SP 800-63B, OWASP).</summary>
public sealed class PasswordRules : IPasswordValidator<PortalUser>
{
    public const int MinLength = 12;
    public const int MaxLength = 128;

    /// <summary>PBKDF2 with SHA-512, as OWASP advises.</summary>
    public const int Iterations = 220_000;

    private const int MinDifferent = 5;

    private static readonly Lazy<FrozenSet<string>> Common = new(() =>
    {
        using var reader = new StreamReader(typeof(PasswordRules).Assembly.GetManifestResourceStream("CouponPortal.Features.Accounts.common-passwords.txt")!);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
    });

    /// <summary>What is wrong with a password, for people; null = good.</summary>
    /// <param name="email">The user's, which must not be the password.</param>
    public static string? Fault(string password, string? email = null) => password switch
    {
        { Length: < MinLength } => $"Use at least {MinLength} characters; several words are easiest to keep in mind.",
        { Length: > MaxLength } => $"Use at most {MaxLength} characters.",
        _ when email is not null && password.Contains(email.Split('@')[0], StringComparison.OrdinalIgnoreCase) && email.IndexOf('@', StringComparison.Ordinal) > 3 =>
            "Do not use your e-mail address in the password.",
        _ when password.ToLowerInvariant().Distinct().Count() < MinDifferent || IsCommon(password) => "This password is one of the first that are tried. Choose another one.",
        _ => null,
    };

    public Task<IdentityResult> ValidateAsync(UserManager<PortalUser> manager, PortalUser user, string? password) =>
        Task.FromResult(Fault(password ?? "", user.Email) is { } fault
            ? IdentityResult.Failed(new IdentityError { Code = "password", Description = fault })
            : IdentityResult.Success);

    /// <summary>Also with capitals, digits for letters, figures at the end, or the same word two or three times.</summary>
    private static bool IsCommon(string password)
    {
        var plain = password.ToLowerInvariant();
        var trimmed = plain.TrimEnd([.. "0123456789!?.,-_*#$@+ "]);
        string[] forms = [plain, Unleet(plain), trimmed, Unleet(trimmed)];
        return forms.Any(form => Common.Value.Contains(form) || Common.Value.Contains(OneOfRepeated(form)));
    }

    private static string Unleet(string text) => string.Concat(text.Select(Unleet));

    private static char Unleet(char c) => c switch
    {
        '0' => 'o',
        '1' => 'i',
        '3' => 'e',
        '4' or '@' => 'a',
        '5' or '$' => 's',
        '7' => 't',
        _ => c,
    };

    private static string OneOfRepeated(string text)
    {
        for (var length = 1; length <= text.Length / 2; length++)
        {
            if (text.Length % length == 0 && Enumerable.Range(0, text.Length).All(i => text[i] == text[i % length]))
            {
                return text[..length];
            }
        }

        return text;
    }
}

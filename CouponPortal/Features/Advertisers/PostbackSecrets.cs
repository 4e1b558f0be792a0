using System.Security.Cryptography;
using CouponPortal.Domain.Advertisers;

namespace CouponPortal.Features.Advertisers;

/// <summary>Keys and secrets that the portal makes itself: 256 random bits. A key is of letters and digits, so that it needs no encoding in a URL; a secret never travels.</summary>
public static class PostbackSecrets
{
    private const int RandomBytes = 32;

    /// <summary>Below this many characters a key is taken, for networks that move here with theirs, but the editor is told.</summary>
    private const int Strong = 16;

    public static string NewKey() => "pk_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(RandomBytes));

    /// <summary>As Standard Webhooks wants it, whose libraries take nothing else; the other signatures take its whole text as the key.</summary>
    public static string NewSigningSecret() => "whsec_" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(RandomBytes));

    /// <summary>What the chosen security needs and nobody has typed.</summary>
    public static void Complete(AdvertiserDraft draft)
    {
        if (draft is { PostbackSecurity: PostbackSecurity.Key, PostbackKey: null })
        {
            draft.PostbackKey = NewKey();
        }
        else if (draft is { PostbackSecurity: PostbackSecurity.Signature, SigningSecret: null })
        {
            draft.SigningSecret = NewSigningSecret();
        }
    }

    public static IReadOnlyList<string> Notices(AdvertiserDraft draft)
    {
        var used = draft.PostbackSecurity switch
        {
            PostbackSecurity.Key => draft.PostbackKey,
            PostbackSecurity.Signature => draft.SigningSecret,
            PostbackSecurity.None => null,
        };
        return used is { Length: < Strong } ? [$"This key has {used.Length} characters and could be guessed. Rotate it to get a random one."] : [];
    }
}

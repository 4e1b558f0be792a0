using CouponPortal.Components.Controls;
using CouponPortal.Domain.Feeds;
using CouponPortal.Intake.Feeds;

namespace CouponPortal.Features.Integrations.OrderFiles;

/// <summary>How order files are spoken of, and where they are.</summary>
public static class OrderFileWords
{
    public const string Page = "/order-files";
    public const string Post = "/order-files/upload";
    public const string Template = "/order-files/template.csv";

    /// <summary>A column, what it takes, and whether it must be there.</summary>
    public static readonly IReadOnlyList<(string Column, string Takes, bool Required)> Guide =
    [
        ("promocode", "The code that the order was placed with.", true),
        ("price", "The amount of the order, e.g. 49.90; of one piece where there is a quantity.", true),
        ("datetime_action", "YYYY-MM-DD HH:MM:SS in UTC; empty is the time of the first upload.", false),
        ("order_id", "Up to 100 characters; empty makes one that stays the same for this file and row.", false),
        ("currency_code", "ISO code, e.g. USD; empty is the offer's.", false),
        ("uid", "The click's id, where there was one.", false),
        ("product_id", "Rows of one order with a product each are its positions.", false),
        ("quantity", "Pieces, from 1.", false),
    ];

    public static string Of(OrderFileState state) => state switch
    {
        OrderFileState.Refused => "Refused",
        OrderFileState.Ready => "Not applied",
        OrderFileState.Applying => "Being applied",
        OrderFileState.Applied => "Applied",
    };

    public static Tone ToneOf(OrderFileState state) => state switch
    {
        OrderFileState.Refused => Tone.Error,
        OrderFileState.Ready => Tone.Warning,
        OrderFileState.Applying => Tone.Info,
        OrderFileState.Applied => Tone.Success,
    };

    /// <param name="isApplied">Before that it is what a row would become.</param>
    public static string Of(FeedOutcome outcome, bool isApplied) => outcome switch
    {
        FeedOutcome.Accepted => isApplied ? "Added" : "New",
        FeedOutcome.Duplicate => "Already there",
        FeedOutcome.Held => "Held",
        FeedOutcome.Waiting => "Waiting",
        FeedOutcome.Refused => "Refused",
        FeedOutcome.NotStored => "Not stored",
    };

    public static Tone ToneOf(FeedOutcome outcome) => outcome switch
    {
        FeedOutcome.Accepted => Tone.Success,
        FeedOutcome.Duplicate => Tone.Neutral,
        FeedOutcome.Held or FeedOutcome.Waiting => Tone.Warning,
        FeedOutcome.Refused or FeedOutcome.NotStored => Tone.Error,
    };

    /// <summary>Why an upload came back, by the code in the address.</summary>
    public static string Fault(string code) => code switch
    {
        "old" => "This page was too old. Choose the file again.",
        "too_large" => "The file has more than 16 MB. Split it into several.",
        "no_file" => "Choose a file.",
        "advertiser" => "Choose the advertiser whose orders they are.",
        "forbidden" => UploadOrderFile.ReadOnlySentence,
        _ => "The upload could not be read to its end. Try it again.",
    };
}

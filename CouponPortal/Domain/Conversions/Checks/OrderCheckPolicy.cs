using System.Text.Json;
using CouponPortal.Domain.Delivery;

namespace CouponPortal.Domain.Conversions.Checks;

/// <summary>What orders of an advertiser are looked at for, beside who is credited.</summary>
public enum OrderCheck
{
    /// <summary>The partner buys with its own code.</summary>
    SelfUse,

    /// <summary>Nobody buys within seconds of a click.</summary>
    TooFast,

    /// <summary>A code is used without clicks as it was not before: it has leaked.</summary>
    ClicklessSpike,
}

/// <summary>What an advertiser has each check of its orders do. Whoever has said nothing has these; a field that is missing in what is stored has its default.</summary>
public sealed record OrderCheckPolicy
{
    public const int LeastSeconds = 1;
    public const int MostSeconds = 600;

    /// <summary>To land, choose, type an address and pay takes longer, whatever is bought.</summary>
    public const int DefaultSeconds = 5;

    public static OrderCheckPolicy Default { get; } = new();

    /// <summary>Nothing is looked at.</summary>
    public static OrderCheckPolicy None { get; } = new() { SelfUse = CheckMode.Off, TooFast = CheckMode.Off, ClicklessSpike = CheckMode.Off };

    public CheckMode SelfUse { get; init; } = CheckMode.Hold;

    public CheckMode TooFast { get; init; } = CheckMode.Mark;

    /// <summary>An order less than so many seconds after its click is too fast; <see cref="LeastSeconds"/> to <see cref="MostSeconds"/>.</summary>
    public int TooFastSeconds { get; init; } = DefaultSeconds;

    public CheckMode ClicklessSpike { get; init; } = CheckMode.Mark;

    public CheckMode Of(OrderCheck check) => check switch
    {
        OrderCheck.SelfUse => SelfUse,
        OrderCheck.TooFast => TooFast,
        OrderCheck.ClicklessSpike => ClicklessSpike,
    };

    public static string? SecondsFault(int seconds) => seconds is >= LeastSeconds and <= MostSeconds ? null : $"Type {LeastSeconds} to {MostSeconds} seconds.";

    public string ToJson() =>
        $$"""{"self_use":"{{SnakeCase.Of(SelfUse)}}","too_fast":"{{SnakeCase.Of(TooFast)}}","too_fast_seconds":{{TooFastSeconds.ToString((IFormatProvider?)null)}},"clickless_spike":"{{SnakeCase.Of(ClicklessSpike)}}"}""";

    /// <summary>What is stored; a text that cannot be read is the default, so that a damaged row stops no order.</summary>
    public static OrderCheckPolicy Parse(string? json)
    {
        if (string.IsNullOrWhiteSpace(json))
        {
            return Default;
        }

        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            return root.ValueKind != JsonValueKind.Object ? Default : new()
            {
                SelfUse = Mode(root, "self_use", Default.SelfUse),
                TooFast = Mode(root, "too_fast", Default.TooFast),
                TooFastSeconds = root.TryGetProperty("too_fast_seconds", out var seconds) && seconds.ValueKind == JsonValueKind.Number && seconds.TryGetInt32(out var number) && SecondsFault(number) is null ? number : DefaultSeconds,
                ClicklessSpike = Mode(root, "clickless_spike", Default.ClicklessSpike),
            };
        }
        catch (JsonException)
        {
            return Default;
        }
    }

    /// <summary>For the audit log: as it is stored.</summary>
    public override string ToString() => ToJson();

    private static CheckMode Mode(JsonElement root, string name, CheckMode otherwise) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && SnakeCase.TryParse<CheckMode>(value.GetString(), out var mode) ? mode : otherwise;
}

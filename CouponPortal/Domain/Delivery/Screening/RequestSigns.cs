namespace CouponPortal.Domain.Delivery.Screening;

/// <summary>
/// What a request's headers say of why it was made. Browsers send <c>Sec-Fetch-*</c> since 2019 (Safari since 2023), over https alone; who sends none is older, or came
/// over http, and is taken for a person who follows a link.
/// </summary>
public readonly ref struct RequestSigns
{
    public ReadOnlySpan<char> UserAgent { get; init; }

    /// <summary>The <c>Sec-Purpose</c> header, else <c>Purpose</c>, else <c>X-Purpose</c>, else <c>X-Moz</c>.</summary>
    public ReadOnlySpan<char> Purpose { get; init; }

    /// <summary>The <c>Sec-Fetch-Dest</c> header.</summary>
    public ReadOnlySpan<char> Destination { get; init; }

    /// <summary>The <c>Sec-Fetch-Mode</c> header.</summary>
    public ReadOnlySpan<char> Mode { get; init; }

    public bool IsHead { get; init; }

    public VisitSigns Signs =>
        (IsHead ? VisitSigns.Head : VisitSigns.None)
        | (IsPrefetch ? VisitSigns.Prefetch : VisitSigns.None)
        | (IsNavigation ? VisitSigns.None : VisitSigns.NotNavigation)
        | Agent.KindOf(UserAgent) switch
        {
            AgentKind.Person => VisitSigns.None,
            AgentKind.LinkPreview => VisitSigns.LinkPreview,
            AgentKind.Robot => VisitSigns.Robot,
            AgentKind.Automated => VisitSigns.Automated,
        };

    // “prefetch”, “prefetch;prerender”, “prefetch;anonymous-client-ip”; Safari's “preview” is its page of favourites.
    private bool IsPrefetch => !Purpose.IsEmpty
        && (Purpose.Contains("prefetch", StringComparison.OrdinalIgnoreCase) || Purpose.Contains("prerender", StringComparison.OrdinalIgnoreCase) || Purpose.Contains("preview", StringComparison.OrdinalIgnoreCase));

    // A page that is opened is a document. In a frame it is one too, and nobody has chosen to come: the destination tells them apart. A request to a
    // script's own reading of the link (async=json) has the mode cors and is judged where it is answered.
    private bool IsNavigation => Destination.IsEmpty
        ? Mode.IsEmpty || Is(Mode, "navigate")
        : Is(Destination, "document") && (Mode.IsEmpty || Is(Mode, "navigate"));

    private static bool Is(ReadOnlySpan<char> sent, string value) => sent.Equals(value, StringComparison.OrdinalIgnoreCase);
}

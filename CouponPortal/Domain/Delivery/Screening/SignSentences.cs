namespace CouponPortal.Domain.Delivery.Screening;

/// <summary>Signs and what came of them, in people's words.</summary>
public static class SignSentences
{
    public static string NameOf(VisitSigns sign) => sign switch
    {
        VisitSigns.Robot => "Robot",
        VisitSigns.LinkPreview => "Link preview",
        VisitSigns.Prefetch => "Prefetch",
        VisitSigns.Head => "Question without a visit",
        VisitSigns.NotNavigation => "No page opened",
        VisitSigns.Duplicate => "Duplicate",
        VisitSigns.Flood => "Flood",
        VisitSigns.Blocked => "Blocked list",
        VisitSigns.CodeScan => "Code scanning",
        VisitSigns.Automated => "Steered browser",
        _ => sign.ToString(),
    };

    /// <summary>The names of all that are set.</summary>
    public static IEnumerable<string> Of(VisitSigns signs) => Each(signs).Select(NameOf);

    public static IEnumerable<VisitSigns> Each(VisitSigns signs) => Enum.GetValues<VisitSigns>().Where(s => s != VisitSigns.None && signs.HasFlag(s));

    /// <summary>What the check looks for.</summary>
    public static string MeaningOf(VisitSigns sign) => sign switch
    {
        VisitSigns.Robot => "The browser's text is a crawler's, a monitor's or a script's.",
        VisitSigns.LinkPreview => "A chat or network that draws the link's card. The person's own click comes later.",
        VisitSigns.Prefetch => "A browser that fetches beforehand what may be opened.",
        VisitSigns.Head => "A request of the kind HEAD asks whether the link works. It is never stored.",
        VisitSigns.NotNavigation => "The link was loaded as an image, a frame, a script or data of another page: cookie stuffing.",
        VisitSigns.Duplicate => "The same browser at the same address opened the same link moments ago. Blocked, its second visit brings the shop no click id.",
        VisitSigns.Flood => "More visits of one link from one network in a minute than people make.",
        VisitSigns.Blocked => "The address, browser or referring page is on your lists below or on the network's.",
        VisitSigns.CodeScan => "Somebody in the visitor's network has just tried many codes that do not exist.",
        VisitSigns.Automated => "A program opened it in a browser that says so: a test, or an assistant that shops for a person.",
        _ => "",
    };

    /// <summary>What was found on a click.</summary>
    public static string FoundOn(VisitSigns sign) => sign switch
    {
        VisitSigns.Robot => "Its browser's text is a robot's.",
        VisitSigns.LinkPreview => "A chat or network fetched the link to draw its card.",
        VisitSigns.Prefetch => "A browser fetched it beforehand; nobody had opened it.",
        VisitSigns.Head => "It asked whether the link works and opened nothing.",
        VisitSigns.NotNavigation => "It was loaded as a part of another page, not opened.",
        VisitSigns.Duplicate => "The same browser had opened the same link moments before.",
        VisitSigns.Flood => "Too many visits of this link came from its network in that minute.",
        VisitSigns.Blocked => "Its address, browser or referring page is on a blocked list.",
        VisitSigns.CodeScan => "Its network had just tried many codes that do not exist.",
        VisitSigns.Automated => "A program steered its browser.",
        _ => "",
    };

    /// <summary>What came of all of them together.</summary>
    public static string ResultOf(VisitOutcome outcome, bool isHeld) =>
        VisitDecision.ScreensOut(outcome) ? "So it was redirected and not counted: nobody has the click, and the shop got no click id."
        : isHeld ? "It counts as a click; an order that is credited by it waits for staff."
        : "That is kept with the click and changes nothing else.";

    public static string MeaningOf(CheckMode mode) => mode switch
    {
        CheckMode.Off => "Not looked at.",
        CheckMode.Mark => "Kept with the click, nothing else.",
        CheckMode.Hold => "The click counts; an order by it waits for staff.",
        CheckMode.Block => "Redirected, not counted: nobody has the click.",
    };
}

namespace CouponPortal.Domain.Delivery.Screening;

/// <summary>
/// What robots, and programs that fetch a link to show its title, write into <c>User-Agent</c>. Not a list of robots, which nobody keeps up: words of their trade, and the
/// shape of a text that no browser sends. Upper and lower case are one. Measured against published lists (docs/adr/0008); change a word, run <c>AgentListsTests</c>.
/// </summary>
internal static class AgentWords
{
    /// <summary>Fetch a link that a person has posted, to draw its card. The person's own click comes by a browser.</summary>
    public static readonly string[] Previews =
    [
        "facebookexternalhit", "facebookcatalog", "facebot", "meta-externalfetcher", "whatsapp/", "telegrambot", "twitterbot", "slackbot", "slack-imgproxy", "discordbot",
        "linkedinbot", "skypeuripreview", "microsoftpreview", "bingpreview", "google web preview", "google-pagerenderer", "redditbot", "pinterestbot", "pinterest/0.2", "cardyb",
        "mastodon/", "vkshare", "kakaotalk-scrap", "viberbot", "iframely", "embedly", "snap url preview", "link preview", "linkpreview", "url preview", "urlpreview",
        "yahoomailproxy", "googleimageproxy", "zoombot", "cloudflare-amphtml", "rogerbot-preview",
    ];

    /// <summary>Browsers that a program steers. Whoever means harm leaves the word out: it is told apart from a robot, so that tests and assistants can be let in.</summary>
    public static readonly string[] Automated = ["headless", "selenium", "playwright", "puppeteer", "cypress/", "webdriver", "cursor/", "devin/", "manus-user"];

    /// <summary>Anywhere in the text.</summary>
    public static readonly string[] Robots =
    [
        // Their trade.
        "bot", "crawl", "spider", "slurp/", "scan", "scrap", "fetch", "archiv", "nutch", "ia_archiver", "httrack", "download", "google", "sogou", "daum", "qwantify",
        "dataprovider", "classifier", "survey", "auditor", "detectify", "inspector", "optimizer", "advisor", "attracta", "productfinder", "measurement", "prospecting",

        // What measures a page.
        "phantomjs", "splash ", "functionize", "testlocally", "monitor", "uptime", "pingdom", "ptst",
        "statuscake", "catchpoint", "dareboost", "neustar", "rigor)", "synthetic", "lighthouse", "pagespeed", "page speed", "silktide", "dejaclick", "iplabel", "site24x7",
        "gomezagent", "preview", "capture", "screenshot", "webkit2png", "thumbor", "collapsify", "pageburst", "agent", "seo ", "seoscan",

        // Services that look at pages for others.
        "telegram", "skypeuri", "slack-img", "meta-external", "onetrust", "hotjar", "hubspot", "marketgoo", "datanyze", "wappalyzer", "sindup", "analyz", "validator", "checker",
        "check&", "linkcheck", "linktiger", "openvas", "securityheaders", "foregenix", "watchtowr", "burpcollaborator", "cloudflare", "bluecoat", "proxy", "transcoder",
        "translationserver", "widget server", "mixnode", "sparkler/", "dmbrowser", "wechatdevtools", "amaya/", "offbyone", "firephp", "chromeframe", "newsai/", "yahoo ad", "ask jeeves", "wordpress",

        // Libraries and readers.
        "python", "curl", "wget", "libwww-perl", "axios", "java/", "java1.", "javafx", "jakarta", "synapse", "feed", "rss/", "netnewswire", "newsblur", "newsfox",

        // A browser gives no address to write to.
        "http", "www.", ".com", ".io)", ".io/", ".gy/", ".ly/", "@bsky", "+mailto",
    ];

    /// <summary>Where a word of <see cref="Robots"/> says nothing: after one of the first texts, or before one of the second.</summary>
    public static readonly (string Word, string[] After, string[] Before)[] Spared =
    [
        // Phones, an application's own fetch, a scanner of papers; a build's date.
        ("bot", ["cu"], []),
        ("fetch", ["mozac"], []),
        ("scan", ["cam"], []),
        ("http", ["lib"], []),
        (".io/", ["miniature"], []),
        (".com", [], ["pil"]),

        // What Google gives to people: its application, its shop, its phones.
        ("google", [" channel/", "google/"], ["app", "wv", "play", "/google", "chrome", "tv", "toolbar", " pixel"]),
    ];

    /// <summary>Words that must end there: “bot” of a robot, not of a town.</summary>
    public static readonly string[] Whole = ["bot", "agent"];

    /// <summary>How applications begin that fetch without showing a page; a page that they show names the browser inside.</summary>
    public static readonly string[] Starts =
    [
        "whatsapp/", "snapchat/", "duckduckgo", "ddg_android", "ddg-", "navermailapp", "naversearch", "tunein", "email", "capitalone", "client/", "ps_daily", "facebook", "readkit/", "reeder/",
        "swcd ", "downcast/", "anonymous", "custom", "yahoo", "search", "oboticario", "appradio", "botbox",
    ];

    /// <summary>Names of engines: who begins with “Mozilla” and has none of them is no browser.</summary>
    public static readonly string[] Engines =
    [
        "applewebkit", "gecko/", "msie", "trident", "khtml", "presto", "opera", "ucbrowser", "uc browser", "nintendo", "netpositive", "ms-office", "inferno", "amiga", "navigator",
    ];

    /// <summary>What people's devices and applications name that do not begin with “Mozilla”: who names none of these is a program.</summary>
    public static readonly string[] Devices =
    [
        "applewebkit", "dalvik/", "cfnetwork/", "midp", "opera", "presto", "amiga", "libwww", "links", "mosaic", "upnp", "office/", "outlook", "up.browser", "ucweb", "iphone", "ios ",
        "android", "windows phone", "playstation", "roku", "quicktime", "blackberry", "netfront", "dolfin", "googleapp/", "goggalaxy", "fbav/", "player", "mozacfetch", "graalvm",
        "pinterest/0.",
    ];
}

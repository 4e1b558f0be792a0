namespace CouponPortal.Tests.Architecture;

/// <summary>A layer and all that it may use beside itself. Names are namespaces below the program's own.</summary>
/// <param name="May">Other layers.</param>
/// <param name="Never">Namespaces or types of the framework that it must do without.</param>
internal sealed record Layer(string Name, string[] May, string[] Never)
{
    /// <summary>Whether one folder of the layer may use another one. False for Features: a page never leans on another menu item.</summary>
    public bool IsOne { get; init; } = true;

    /// <summary>Layers of which this one uses what is no page or component.</summary>
    public string[] MayWithoutPages { get; init; } = [];

    /// <summary>Folders of the layer that the others may use: what several menu items are built with.</summary>
    public string[] Shared { get; init; } = [];
}

/// <summary>The arrows of the design: the only ones there are.</summary>
internal static class Arrows
{
    // Not System.Net itself, whose IPAddress is a value that is parsed, nor System.Security.Cryptography, whose HMAC is a function.
    private static readonly string[] Impure =
    [
        "System.IO", "System.Net.Http", "System.Net.Sockets.Socket", "System.Net.Sockets.TcpClient", "System.Net.Sockets.UdpClient", "System.Net.Dns",
        "System.Net.WebRequest", "System.Net.WebClient", "System.Net.HttpListener", "System.Net.NetworkInformation", "System.Net.Mail", "System.Net.WebSockets",
        "System.Threading.Tasks", "System.Threading.Timer", "System.Threading.Thread", "System.Timers", "System.Data", "System.Diagnostics.Process",
        "System.Diagnostics.Stopwatch", "System.Console", "System.Environment", "System.TimeProvider", "System.Random",
        "System.Security.Cryptography.RandomNumberGenerator", "System.Reflection.Emit",
    ];

    private static readonly string[] Ui = ["Microsoft.AspNetCore.Components", "Microsoft.JSInterop", "Radzen"];
    private static readonly string[] Store = ["Microsoft.EntityFrameworkCore", "Microsoft.Data", "Npgsql", "Dapper"];

    /// <summary>A longer name goes before a shorter one: Intake.Dialects is a layer of its own within Intake.</summary>
    public static readonly Layer[] Layers =
    [
        new("Domain", [], [.. Impure, "Microsoft", .. Ui, .. Store]),
        new("Data", ["Domain"], ["Radzen"]),
        new("Intake.Dialects", ["Domain", "Intake"], ["Microsoft.AspNetCore", "System.Net.Http", .. Ui, .. Store]),
        new("Intake", ["Domain", "Data", "Intake.Dialects"], Ui),
        new("Tracking", ["Domain", "Data", "Intake", "Intake.Dialects"], Ui),
        new("Api", ["Domain", "Data", "Intake", "Intake.Dialects"], Ui) { MayWithoutPages = ["Features"] },
        new("Components", ["Domain"], Store),
        new("Features", ["Domain", "Data", "Intake", "Intake.Dialects", "Components"], []) { IsOne = false, Shared = ["Views", "Reports", "ApiKeys"] },
        new("Hosting", ["Domain", "Data", "Intake", "Intake.Dialects", "Tracking", "Api", "Features", "Components"], []),
    ];
}

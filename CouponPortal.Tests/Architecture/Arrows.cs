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
}

/// <summary>The arrows of the design: the only ones there are.</summary>
internal static class Arrows
{
    private static readonly string[] Io =
    [
        "System.IO", "System.Net", "System.Threading.Tasks", "System.Threading.Timer", "System.Threading.Thread", "System.Data", "System.Diagnostics.Process",
        "System.Diagnostics.Stopwatch", "System.Console", "System.Environment", "System.Random", "System.TimeProvider", "System.Security.Cryptography",
        "System.Reflection.Emit", "System.Timers",
    ];

    private static readonly string[] Ui = ["Microsoft.AspNetCore.Components", "Microsoft.JSInterop", "Radzen"];
    private static readonly string[] Store = ["Microsoft.EntityFrameworkCore", "Microsoft.Data", "Npgsql", "Dapper"];

    /// <summary>Layers of the design that main has no type of yet. Delete each name as its layer arrives: a test asks for it.</summary>
    public static readonly string[] NotYetThere = ["Intake.Dialects", "Intake", "Tracking", "Hosting"];

    /// <summary>A longer name goes before a shorter one: Intake.Dialects is a layer of its own within Intake.</summary>
    public static readonly Layer[] Layers =
    [
        new("Domain", [], [.. Io, "Microsoft", .. Ui, .. Store]),
        new("Data", ["Domain"], ["Radzen"]),
        new("Intake.Dialects", ["Domain", "Intake"], ["Microsoft.AspNetCore", "System.Net.Http", .. Ui, .. Store]),
        new("Intake", ["Domain", "Data", "Intake.Dialects"], Ui),
        new("Tracking", ["Domain", "Data", "Intake", "Intake.Dialects"], Ui),
        new("Api", ["Domain", "Data", "Intake", "Intake.Dialects"], Ui) { MayWithoutPages = ["Features"] },
        new("Components", ["Domain"], Store),
        new("Features", ["Domain", "Data", "Intake", "Intake.Dialects", "Components"], []) { IsOne = false },
        new("Hosting", ["Domain", "Data", "Intake", "Intake.Dialects", "Tracking", "Api", "Features", "Components"], []),
    ];
}

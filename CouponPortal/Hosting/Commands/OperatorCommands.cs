using CouponPortal.Data;

namespace CouponPortal.Hosting.Commands;

/// <summary>What the program does instead of starting the portal, when its first argument says so. Settings are those of the portal.</summary>
internal static class OperatorCommands
{
    /// <summary>0 = done, 2 = refused or found wrong; null when no command is asked for.</summary>
    /// <exception cref="StartRefusedException">The command may not run now; the message says why.</exception>
    public static async Task<int?> RunAsync(IServiceProvider services, string[] args)
    {
        var database = services.GetRequiredService<Database>();
        return args switch
        {
            ["verify-audit", ..] => await VerifyAudit.RunAsync(services, args),
            ["backup", var file] => await BackupCommand.RunAsync(database, Path.GetFullPath(file)),
            ["restore", var file] => await RestoreCommand.RunAsync(database, Path.GetFullPath(file)),
            ["copy-to-postgres"] => await CopyCommand.RunAsync(database, services.GetRequiredService<IConfiguration>()),
            ["backup" or "restore", ..] => throw new StartRefusedException($"{args[0]} needs one file: dotnet CouponPortal.dll {args[0]} FILE. Settings go into the environment."),
            ["copy-to-postgres", ..] => throw new StartRefusedException("copy-to-postgres takes no arguments; where to is the setting CopyTo__ConnectionString, which other users of the machine cannot read."),
            _ => null,
        };
    }
}

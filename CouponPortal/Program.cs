using CouponPortal.Data;
using CouponPortal.Hosting;
using CouponPortal.Hosting.Commands;
using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.FileProviders;

// Before anything is read or made: it runs every few seconds, beside the portal.
if (args is ["healthcheck", var asked])
{
    return await HealthCheckCommand.RunAsync(asked);
}

SpentMemory.KeepLittle();

// Published, the static files lie beside the program; started from any other folder they would be answered empty, with 200.
// From source they are not there, and the default (the project folder) is right.
var published = Directory.Exists(Path.Combine(AppContext.BaseDirectory, "wwwroot"));
var builder = WebApplication.CreateBuilder(new WebApplicationOptions
{

    // Settings are read once. The watch on their files would cover the data directory, which often lies below, and wake a thread for every write there.
    Args = ["--hostBuilder:reloadConfigOnChange=false", .. args],
    ContentRootPath = published ? AppContext.BaseDirectory : null,
});

// First, so that everything else overrides it. From the program's folder and not the content root: `dotnet run` starts in
// the project folder, a service wherever its unit says, and the file is beside the assembly in both.
builder.Configuration.Sources.Insert(0, new JsonConfigurationSource
{
    FileProvider = new PhysicalFileProvider(AppContext.BaseDirectory),
    Path = "appsettings.json",
});

try
{
    builder.AddPortal();
    await using var app = builder.Build();
    app.UsePortal();
    app.MapPortal();
    if (await OperatorCommands.RunAsync(app.Services, args) is { } code)
    {
        return code;
    }

    await app.PrepareAsync();
    await app.RunAsync();
    return 0;
}
catch (Exception refusal) when (refusal is InvalidSettingsException or StartRefusedException)
{
    // The operator's to mend: the sentence, without a stack trace that hides it.
    await Console.Error.WriteLineAsync(refusal.Message);
    return 1;
}

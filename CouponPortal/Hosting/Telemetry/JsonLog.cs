using System.Diagnostics;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace CouponPortal.Hosting.Telemetry;

/// <summary>A log line as one JSON object: time, level, category, message, exception, and the trace that it belongs to. Cleaned by <see cref="LogText"/>.</summary>
internal sealed class JsonLog(TimeProvider time) : ConsoleFormatter(FormatName)
{
    public const string FormatName = "portal-json";

    // Escapes control characters, so that one line is one entry, and leaves other letters readable.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        using var buffer = new MemoryStream(512);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteString("time", time.GetUtcNow().UtcDateTime);
            json.WriteString("level", LevelOf(logEntry.LogLevel));
            json.WriteString("category", logEntry.Category);
            json.WriteString("message", LogText.Clean(logEntry.Formatter(logEntry.State, logEntry.Exception)));
            if (logEntry.Exception is { } error)
            {
                json.WriteString("exception", LogText.Clean(error.ToString()));
            }

            if (Activity.Current is { } activity)
            {
                json.WriteString("trace_id", activity.TraceId.ToHexString());
            }

            json.WriteEndObject();
        }

        textWriter.WriteLine(System.Text.Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
    }

    private static string LevelOf(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "error",
        LogLevel.Critical => "fatal",
        LogLevel.None => "none",
    };
}

internal static class LogServices
{
    public static void AddLogs(this WebApplicationBuilder builder, bool json)
    {
        if (json)
        {
            builder.Logging.AddConsole(console => console.FormatterName = JsonLog.FormatName).AddConsoleFormatter<JsonLog, ConsoleFormatterOptions>();
        }
    }
}

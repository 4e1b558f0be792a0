using System.Collections.Frozen;

namespace CouponPortal.Hosting.Telemetry;

/// <summary>
/// Which signals are sent, by OpenTelemetry's own variables. Nothing is sent, and nothing is measured for it, unless an endpoint is named. The library reads the rest of them
/// (headers, timeout, sampler, resource, intervals) by itself.
/// </summary>
internal static class OtlpSettings
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private static readonly FrozenSet<string> Protocols = ((string[])["grpc", "http/protobuf"]).ToFrozenSet(StringComparer.Ordinal);
    private static readonly string[] Signals = ["TRACES", "METRICS", "LOGS"];

    public static void Check(SettingsReader read)
    {
        foreach (var signal in Signals)
        {
            _ = read.Url($"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT");
            if (read.Text($"OTEL_{signal}_EXPORTER") is { } exporter and not ("otlp" or "none"))
            {
                read.Faults.Add($"OTEL_{signal}_EXPORTER is “{exporter}”; it must be otlp or none.");
            }
        }

        _ = read.Url(Endpoint);
        if (read.Text("OTEL_EXPORTER_OTLP_PROTOCOL") is { } protocol && !Protocols.Contains(protocol))
        {
            read.Faults.Add($"OTEL_EXPORTER_OTLP_PROTOCOL is “{protocol}”; it must be grpc or http/protobuf.");
        }
    }

    /// <param name="signal">TRACES, METRICS or LOGS.</param>
    public static bool IsSent(IConfiguration settings, string signal) =>
        !string.Equals(settings["OTEL_SDK_DISABLED"], "true", StringComparison.OrdinalIgnoreCase)
        && settings[$"OTEL_{signal}_EXPORTER"] != "none"
        && (!string.IsNullOrWhiteSpace(settings[Endpoint]) || !string.IsNullOrWhiteSpace(settings[$"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT"]));
}

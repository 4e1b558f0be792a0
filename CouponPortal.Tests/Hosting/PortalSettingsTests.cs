using CouponPortal.Data;
using CouponPortal.Hosting;
using Microsoft.Extensions.Configuration;

namespace CouponPortal.Tests.Hosting;

public sealed class PortalSettingsTests
{
    [Theory]
    [InlineData("Database:Provider", "oracle", "Database:Provider")]
    [InlineData("Database:Provider", "postgres", "Database:ConnectionString")]
    [InlineData("Database:ConnectionString", "Nonsense=1;;=", "Database:ConnectionString")]
    [InlineData("Bootstrap:ApiKey", "nineteen-characters", "Bootstrap:ApiKey")]
    [InlineData("Bootstrap:AdminEmail", "not an address", "Bootstrap:AdminEmail")]
    [InlineData("Bootstrap:AdminEmail", "a@b.example", "Bootstrap:AdminPassword is missing")]
    [InlineData("Bootstrap:AdminPassword", "violet-kettle-7-orbit", "Bootstrap:AdminEmail is missing")]
    [InlineData("Bootstrap:AdminPassword", "Password2026!", "Bootstrap:AdminPassword")]
    [InlineData("Demo:Enabled", "perhaps", "Demo:Enabled")]
    [InlineData("Node", "64", "Node")]
    [InlineData("Node", "-1", "Node")]
    [InlineData("PublicUrl", "portal.example", "PublicUrl")]
    [InlineData("PublicUrl", "ftp://portal.example", "PublicUrl")]
    [InlineData("Smtp:Host", "mail.example", "Smtp:From")]
    [InlineData("Drain:Seconds", "soon", "Drain:Seconds")]
    [InlineData("Writer:Patience", "5", "Writer:Patience")]
    [InlineData("Log:Format", "xml", "Log:Format")]
    [InlineData("Database:ReadConnectionString", "Host=replica", "Database:ReadConnectionString")]
    [InlineData("DataProtection:Certificate", "no-such-file.pfx", "DataProtection:Certificate")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "collector", "OTEL_EXPORTER_OTLP_ENDPOINT")]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL", "carrier-pigeon", "OTEL_EXPORTER_OTLP_PROTOCOL")]
    [InlineData("OTEL_LOGS_EXPORTER", "console", "OTEL_LOGS_EXPORTER")]
    [InlineData("Oidc:Authority", "https://id.example", "PublicUrl is missing")]
    [InlineData("Oidc:Authority", "https://id.example", "Oidc:ClientId")]
    [InlineData("Oidc:Authority", "https://id.example", "Oidc:ClientSecret")]
    [InlineData("Oidc:Authority", "http://id.example", "Oidc:Authority must be https")]
    [InlineData("Oidc:Authority", "id", "Oidc:Authority")]
    public void Setting_that_is_wrong_is_refused_by_its_name(string key, string value, string named)
    {
        var refusal = Assert.Throws<InvalidSettingsException>(() => Read((key, value)));

        Assert.Contains(named, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Mail_server_needs_the_portals_own_address()
    {
        var refusal = Assert.Throws<InvalidSettingsException>(() => Read(("Smtp:Host", "mail.example"), ("Smtp:From", "portal@network.example")));
        var mail = Read(("Smtp:Host", "mail.example"), ("Smtp:From", "portal@network.example"), ("PublicUrl", "https://portal.example")).Mail!;

        Assert.Contains("PublicUrl is missing", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(("mail.example", 587, true, null), (mail.Host, mail.Port, mail.Tls, mail.User));
    }

    [Fact]
    public void Faults_are_all_named_at_once()
    {
        var refusal = Assert.Throws<InvalidSettingsException>(() => Read(("Database:Provider", "oracle"), ("Bootstrap:ApiKey", "short"), ("Demo:Enabled", "x")));

        Assert.Contains("Database:Provider", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Bootstrap:ApiKey", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Demo:Enabled", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_connection_string_is_not_repeated_in_the_refusal()
    {
        var refusal = Assert.Throws<InvalidSettingsException>(() => Read(("Database:ConnectionString", "Pasword=hunter2-secret")));

        Assert.DoesNotContain("hunter2", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Production_without_settings_is_an_empty_sqlite_file_in_the_data_folder_of_the_program()
    {
        var folder = Directory.CreateTempSubdirectory("couponportal-settings-").FullName;

        var settings = PortalSettings.Read(new ConfigurationBuilder().Build(), folder, development: false);

        Assert.Equal(DatabaseProvider.Sqlite, settings.Provider);
        Assert.Equal(Path.Combine(folder, "data"), settings.DataDirectory);
        Assert.Contains(Path.Combine(folder, "data", "portal.db"), settings.ConnectionString, StringComparison.Ordinal);
        Assert.False(settings.Demo);
        Assert.False(settings.Https);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Development_from_source_keeps_its_data_beside_the_solution()
    {
        var root = Directory.CreateTempSubdirectory("couponportal-settings-").FullName;
        File.WriteAllText(Path.Combine(root, "CouponPortal.sln"), "");

        var settings = PortalSettings.Read(new ConfigurationBuilder().Build(), Path.Combine(root, "CouponPortal"), development: true);

        Assert.Equal(Path.Combine(root, "data"), settings.DataDirectory);
        Assert.True(settings.Demo);
        Directory.Delete(root, recursive: true);
    }

    private static PortalSettings Read(params (string Key, string Value)[] settings) => PortalSettings.Read(
        new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(s => s.Key, s => (string?)s.Value)).Build(), Path.GetTempPath(), development: false);
}

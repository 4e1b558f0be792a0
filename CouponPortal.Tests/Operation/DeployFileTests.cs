using System.Text.RegularExpressions;

namespace CouponPortal.Tests.Operation;

/// <summary>What can be checked of deploy/ without the programs that read it: what each must have, and that every setting it names is one.</summary>
public sealed partial class DeployFileTests
{
    [Theory]
    [InlineData("Dockerfile", "USER $APP_UID")]
    [InlineData("Dockerfile", "VOLUME /data")]
    [InlineData("Dockerfile", "ENTRYPOINT [\"dotnet\"")]
    [InlineData("compose.yaml", "no-new-privileges:true")]
    [InlineData("compose.yaml", "fsync=on")]
    [InlineData("systemd/couponportal.service", "Type=notify")]
    [InlineData("systemd/couponportal.service", "NoNewPrivileges=yes")]
    [InlineData("systemd/couponportal.service", "ProtectSystem=strict")]
    [InlineData("systemd/couponportal.service", "Restart=always")]
    [InlineData("helm/couponportal/templates/statefulset.yaml", "runAsNonRoot: true")]
    [InlineData("helm/couponportal/templates/statefulset.yaml", "readOnlyRootFilesystem: true")]
    [InlineData("helm/couponportal/templates/statefulset.yaml", "path: /healthz/doors")]
    [InlineData("helm/couponportal/templates/disruption.yaml", "maxUnavailable: 1")]
    public void File_has_what_makes_it_safe(string file, string line) => Assert.Contains(line, DeployFiles.Read(file), StringComparison.Ordinal);

    [Theory]
    [InlineData("compose.yaml")]
    [InlineData("helm/couponportal/Chart.yaml")]
    [InlineData("helm/couponportal/values.yaml")]
    [InlineData("helm/couponportal/templates/statefulset.yaml")]
    [InlineData("helm/couponportal/templates/service.yaml")]
    [InlineData("helm/couponportal/templates/ingress.yaml")]
    [InlineData("helm/couponportal/templates/disruption.yaml")]
    public void Yaml_is_indented_by_steps_of_two_without_tabs_and_its_templates_are_closed(string file)
    {
        var (lines, depth, open) = (DeployFiles.Read(file).Split('\n'), 0, 0);
        foreach (var line in lines.Where(l => l.Trim().Length > 0))
        {
            Assert.DoesNotContain('\t', line);
            if (line.TrimStart().StartsWith("{{", StringComparison.Ordinal))
            {
                open += Opening().IsMatch(line) ? 1 : line.Contains(" end ", StringComparison.Ordinal) ? -1 : 0;
                Assert.True(open >= 0, line);
                continue;
            }

            var indent = line.Length - line.TrimStart(' ').Length;
            Assert.True(indent % 2 == 0 && indent <= depth + 4, $"{file}: {line}");
            depth = indent;
            Assert.True(line.TrimStart().StartsWith('#') || line.Contains(':', StringComparison.Ordinal) || line.TrimStart().StartsWith("- ", StringComparison.Ordinal), $"{file}: {line}");
        }

        Assert.Equal(0, open);
    }

    [Fact]
    public void Every_value_that_a_template_asks_for_is_in_the_values()
    {
        var values = DeployFiles.Read("helm/couponportal/values.yaml");
        var asked = new[] { "statefulset", "service", "ingress", "disruption" }.SelectMany(f => Asked().Matches(DeployFiles.Read($"helm/couponportal/templates/{f}.yaml"))).Select(m => m.Groups[1].Value);

        Assert.All(asked.Distinct(StringComparer.Ordinal), path => Assert.All(path.Split('.'), name => Assert.Matches($@"(?m)^\s*{name}:", values)));
    }

    [Theory]
    [InlineData("compose.yaml")]
    [InlineData("Dockerfile")]
    [InlineData("systemd/couponportal.service")]
    [InlineData("helm/couponportal/values.yaml")]
    [InlineData("helm/couponportal/templates/statefulset.yaml")]
    public void Settings_are_named_as_the_portal_reads_them(string file)
    {
        var guide = File.ReadAllText(Path.Combine(Path.GetDirectoryName(Path.GetDirectoryName(DeployFiles.Path("Dockerfile"))!)!, "docs", "operations.md"));

        Assert.All(Setting().Matches(DeployFiles.Read(file)).Select(m => m.Value).Distinct(StringComparer.Ordinal), name => Assert.Contains($"`{name}`", guide, StringComparison.Ordinal));
    }

    [GeneratedRegex(@"\{\{-? *(if|range|with) ")]
    private static partial Regex Opening();

    [GeneratedRegex(@"\.Values\.([A-Za-z.]+)")]
    private static partial Regex Asked();

    [GeneratedRegex("[A-Z][A-Za-z]+__[A-Za-z]+")]
    private static partial Regex Setting();
}

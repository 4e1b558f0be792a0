using System.Text.RegularExpressions;

namespace CouponPortal.Tests.Authorization;

/// <summary>One line of authorization.txt: what each caller of its section gets.</summary>
/// <param name="Route">As the product maps it.</param>
/// <param name="Address">Of a row of A, with {name} for ids; <paramref name="Route"/> where the file leaves it out.</param>
/// <param name="Body">JSON, or <c>csv:</c> and the file's text; null = none.</param>
/// <param name="Answers">In the order of the section's callers.</param>
internal sealed record MatrixRow(int Line, string Verb, string Route, string Address, string? Body, IReadOnlyList<string> Answers)
{
    /// <summary>Whether the row is about one thing of A, so that a missing one can be asked for beside it.</summary>
    public bool NamesRow => AuthorizationMatrix.HasId(Address) || (Body is not null && AuthorizationMatrix.HasId(Body));

    public override string ToString() => $"{Verb} {Address}";
}

/// <summary>Who calls, and what they may do: a section of authorization.txt.</summary>
internal sealed record MatrixSection(string Name, IReadOnlyList<string> Callers, IReadOnlyList<MatrixRow> Rows);

/// <summary>authorization.txt, the one place that says who may do what.</summary>
internal static partial class AuthorizationMatrix
{
    public static IReadOnlyDictionary<string, MatrixSection> Sections { get; } = Read().ToDictionary(s => s.Name, StringComparer.Ordinal);

    /// <summary>{name} of a row of A; {n}, another number each time, names nothing.</summary>
    public static bool HasId(string text) => Placeholder().Matches(text).Any(m => m.Groups["name"].Value is not ("n" or "key"));

    public static string Fill(string text, Func<string, string> value) => Placeholder().Replace(text, m => value(m.Groups["name"].Value));

    private static IEnumerable<MatrixSection> Read()
    {
        using var stream = typeof(AuthorizationMatrix).Assembly.GetManifestResourceStream("authorization.txt") ?? throw new InvalidOperationException("authorization.txt is not embedded.");
        using var reader = new StreamReader(stream);
        MatrixSection? section = null;
        var rows = new List<MatrixRow>();
        for (var number = 1; reader.ReadLine() is { } line; number++)
        {
            if (line.StartsWith('['))
            {
                if (section is not null)
                {
                    yield return section with { Rows = [.. rows] };
                }

                rows.Clear();
                section = new MatrixSection(line[1..line.IndexOf(']', StringComparison.Ordinal)], [.. line[(line.IndexOf(']', StringComparison.Ordinal) + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries)], []);
            }
            else if (line.Length > 0 && !line.StartsWith('#'))
            {
                rows.Add(RowOf(line, number, section!.Callers.Count));
            }
        }

        yield return section! with { Rows = [.. rows] };
    }

    private static MatrixRow RowOf(string line, int number, int callers)
    {
        var cells = line.Split('|', StringSplitOptions.TrimEntries);
        var answers = cells[^1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (cells.Length != 5 || answers.Length != callers)
        {
            throw new InvalidOperationException($"authorization.txt, line {number}: verb | route | address | body | {callers} answers.");
        }

        return new MatrixRow(number, cells[0], cells[1], cells[2].Length > 0 ? cells[2] : cells[1], cells[3].Length > 0 ? cells[3].Replace("\\n", "\n", StringComparison.Ordinal) : null, answers);
    }

    [GeneratedRegex(@"\{(?<name>[a-z]+)\}", RegexOptions.None, 1000)]
    private static partial Regex Placeholder();
}

using CouponPortal.Domain;
using CouponPortal.Domain.Accounts;
using Microsoft.AspNetCore.WebUtilities;

namespace CouponPortal.Features.Views;

/// <summary>
/// What a report gives as a file. Each report has one, registered as <see cref="IExportSource"/>; the download of its page and the scheduled exports run the same.
/// </summary>
public interface IExportSource
{
    /// <summary>The page's address below the base, without a slash in front: <c>conversions</c>, <c>reports/offers</c>.</summary>
    string Page { get; }

    /// <summary>The page's name: “Conversion Report”.</summary>
    string Title { get; }

    /// <summary>Everything that the filters match, with the columns that the address names, under the actor's rights as they are now.</summary>
    /// <param name="cancel">Also stops the rows while they are read.</param>
    Task<Outcome<ExportTable>> OpenAsync(Actor actor, ReportQuery query, CancellationToken cancel);
}

/// <summary>Rows on their way into a file.</summary>
/// <param name="Rows">Read as they are written, never all at once: int, long and decimal are numbers, everything else is a string. Each as long as the header.</param>
public sealed record ExportTable(IReadOnlyList<string> Header, IAsyncEnumerable<IReadOnlyList<object>> Rows);

/// <summary>A report's address without its path: filters, days, columns, sort. Anybody can write one, so what cannot be read counts as not given.</summary>
public sealed class ReportQuery
{
    /// <summary>Where somebody stands in a list, and how a file is wanted, are no part of a view.</summary>
    private static readonly string[] Passing = ["page", "before", "format", "view"];

    private readonly IReadOnlyList<KeyValuePair<string, string>> _values;

    /// <param name="text">With or without the question mark.</param>
    public ReportQuery(string? text) =>
        _values = [.. QueryHelpers.ParseQuery(text).SelectMany(p => p.Value.OfType<string>().Take(1).Select(v => KeyValuePair.Create(p.Key, v)))
            .Where(p => p.Value.Trim().Length > 0 && !Passing.Contains(p.Key, StringComparer.OrdinalIgnoreCase))];

    /// <summary>Null when it is not given.</summary>
    public string? Value(string name) => _values.FirstOrDefault(p => string.Equals(p.Key, name, StringComparison.OrdinalIgnoreCase)).Value;

    /// <summary>The same view always gives the same text: what is left of it, in the order of the names, without a question mark.</summary>
    public string Text => QueryHelpers.AddQueryString("", _values.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => KeyValuePair.Create(p.Key, (string?)p.Value))).TrimStart('?');

    /// <summary>The same without some of it.</summary>
    public ReportQuery Without(params ReadOnlySpan<string> names)
    {
        var left = new List<KeyValuePair<string, string?>>();
        foreach (var (key, value) in _values)
        {
            if (!names.Contains(key, StringComparer.OrdinalIgnoreCase))
            {
                left.Add(new(key, value));
            }
        }

        return new(QueryHelpers.AddQueryString("", left));
    }

    /// <summary>The same with one value changed; null takes it away.</summary>
    public ReportQuery With(string name, string? value) => value is null ? Without(name) : new(QueryHelpers.AddQueryString("?" + Without(name).Text, name, value));
}

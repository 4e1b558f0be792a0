using System.Collections.Concurrent;

namespace CouponPortal.Data.Nodes;

/// <summary>The last run of a job on this node.</summary>
/// <param name="Name">For people: "Retention".</param>
/// <param name="Took">Of the last run that had something to do.</param>
/// <param name="Result">One sentence.</param>
/// <param name="LastGoodAt">UTC; null when none has gone well.</param>
public sealed record JobRun(string Name, DateTime At, TimeSpan Took, bool IsGood, string Result, DateTime? LastGoodAt, long Runs);

/// <summary>What the jobs of this process did last. Jobs that look every second tell of looks that found something, and of failures.</summary>
public sealed class JobLog(TimeProvider time)
{
    private const int MaxResult = 300;
    private readonly ConcurrentDictionary<string, JobRun> _runs = new(StringComparer.Ordinal);

    public IReadOnlyList<JobRun> Runs => [.. _runs.Values.OrderBy(r => r.Name, StringComparer.Ordinal)];

    /// <summary>Runs of the process before this one, so that what happens once a day is not forgotten by a restart.</summary>
    public void Remember(IEnumerable<JobRun> before)
    {
        foreach (var run in before)
        {
            _runs.TryAdd(run.Name, run);
        }
    }

    /// <summary>Does the work and notes how it went; what it throws is thrown on.</summary>
    /// <param name="say">Null = nothing worth a note.</param>
    public async Task<T> RunAsync<T>(string name, Func<Task<T>> work, Func<T, string?> say)
    {
        var began = time.GetTimestamp();
        try
        {
            var result = await work();
            Note(name, time.GetElapsedTime(began), isGood: true, say(result));
            return result;
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            Note(name, time.GetElapsedTime(began), isGood: false, error.GetType().Name + ": it is tried again; the log has more.");
            throw;
        }
    }

    private void Note(string name, TimeSpan took, bool isGood, string? result)
    {
        var now = time.GetUtcNow().UtcDateTime;
        _runs.AddOrUpdate(
            name,
            _ => new(name, now, took, isGood, Text(result) ?? "Nothing to do.", isGood ? now : null, 1),
            (_, last) => result is null && last.IsGood
                ? last with { LastGoodAt = now, Runs = last.Runs + 1 }
                : new(name, now, took, isGood, Text(result) ?? "Works again; nothing to do.", isGood ? now : last.LastGoodAt, last.Runs + 1));
    }

    private static string? Text(string? result) => result is { Length: > MaxResult } ? result[..MaxResult] : result;
}

/// <summary>A job that tells of its runs, where somebody listens.</summary>
public interface IJob
{
    JobLog? Jobs { get; set; }
}

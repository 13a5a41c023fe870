using System.Collections.Concurrent;
using PolicyProxy.Chaos.History;

namespace PolicyProxy.Chaos.Faults;

/// <summary>Does the faults of a plan, undoes each, and keeps when that was.</summary>
internal sealed class FaultDirector
{
    private readonly ConcurrentQueue<FaultSpan> _spans = new();
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _subjects = new();

    /// <summary>What was done so far, in order.</summary>
    public IReadOnlyList<FaultSpan> Spans => [.. _spans.OrderBy(span => span.Start)];

    /// <summary>Follows the plan to its end: then everything is as it was.</summary>
    public Task FollowAsync(IEnumerable<PlannedFault> plan) => Task.WhenAll(plan.Select(FollowAsync));

    private async Task FollowAsync(PlannedFault planned)
    {
        await Task.Delay(planned.At);

        // A gateway takes its time to start: the next fault of the same subject waits for it.
        var subject = _subjects.GetOrAdd(planned.Fault.Subject, _ => new(1));
        await subject.WaitAsync();
        try
        {
            await DoAsync(planned);
        }
        finally
        {
            subject.Release();
        }
    }

    private async Task DoAsync(PlannedFault planned)
    {
        var fault = planned.Fault;
        var start = Moment.Now();
        string? note = null;
        try
        {
            note = await fault.DoAsync();
            if (!fault.IsBrief) await Task.Delay(planned.Length);
        }
        finally
        {
            await fault.UndoAsync();
            _spans.Enqueue(new(fault.Name, start, Moment.Now()) { StoreAway = fault.StoreAway, Down = fault.Down, LosesData = fault.LosesData, Note = note });
        }
    }
}

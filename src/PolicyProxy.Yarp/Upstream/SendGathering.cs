using System.Collections.Concurrent;

namespace PolicyProxy.Yarp.Upstream;

/// <summary>
/// Sends one after the other what connections have to send at the same moment: whoever reads it on this machine is woken once for all of it
/// and not for each anew, which is half of what a send costs. Webhooks go out together without it, when the store has recorded them.
/// </summary>
internal sealed class SendGathering : IThreadPoolWorkItem
{
    // As many as the server has for its own side.
    private static readonly SendGathering[] All = [.. Enumerable.Range(0, Math.Min(Environment.ProcessorCount, 16)).Select(_ => new SendGathering())];

    private static uint _last;

    private readonly ConcurrentQueue<UpstreamConnection> _waiting = new();
    private int _isUnderWay;

    /// <summary>Where a new connection is to send.</summary>
    public static SendGathering Next() => All[Interlocked.Increment(ref _last) % All.Length];

    /// <summary>Sends what the connection has, soon.</summary>
    public void Add(UpstreamConnection connection)
    {
        _waiting.Enqueue(connection);
        if (Interlocked.CompareExchange(ref _isUnderWay, 1, 0) == 0) ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <inheritdoc/>
    void IThreadPoolWorkItem.Execute()
    {
        do
        {
            while (_waiting.TryDequeue(out var connection)) connection.SendNoted();
            Interlocked.Exchange(ref _isUnderWay, 0);

            // What was added since has seen that this is under way, and waits for it.
        }
        while (!_waiting.IsEmpty && Interlocked.CompareExchange(ref _isUnderWay, 1, 0) == 0);
    }
}

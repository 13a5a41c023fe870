using Microsoft.Extensions.Logging;
using PolicyProxy.Windows;

namespace PolicyProxy.Stores;

/// <summary>
/// Tells of values that no gateway wrote: of those of a channel at once, and then at most once a minute, with how many times more it met some.
/// Whoever sends to such a conversation, and a platform that delivers again, meets one several times a second.
/// </summary>
internal sealed class UnreadableValues(TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, (long ToldAt, int Untold)> _channels = [];

    /// <summary>Takes one.</summary>
    public void Take(WindowStoreException error)
    {
        var channel = error.Channel ?? "";
        (long ToldAt, int Untold) last;
        lock (_lock)
        {
            var now = time.GetTimestamp();
            if (_channels.TryGetValue(channel, out last) && time.GetElapsedTime(last.ToldAt, now) < Pause)
            {
                _channels[channel] = last with { Untold = last.Untold + 1 };
                return;
            }

            _channels[channel] = (now, 0);
        }

        Log.ValueUnreadable(logger, last.Untold == 0 ? error.Message : $"{error.Message} This channel met such a value {last.Untold} times more since the line before of this kind");
    }
}

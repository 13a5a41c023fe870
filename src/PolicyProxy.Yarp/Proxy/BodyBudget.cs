using System.Diagnostics.CodeAnalysis;
using PolicyProxy.Yarp.Configuration;

namespace PolicyProxy.Yarp.Proxy;

/// <summary>Bounds what is held of all requests' bodies together, so that a crowd of clients cannot use up the memory or the disk.</summary>
internal sealed class BodyBudget
{
    private int _bodies;
    private long _bytes;

    /// <summary>Takes the place of one body.</summary>
    /// <param name="limits">How many there are, and how many bytes they may hold together.</param>
    /// <param name="room">The place, to be given back by disposing of it; null when all are taken.</param>
    public bool TryTake(LimitOptions limits, [NotNullWhen(true)] out BodyRoom? room)
    {
        var isFree = Interlocked.Increment(ref _bodies) <= limits.ConcurrentBodies;
        room = isFree ? new(this, limits.BufferedBytes) : null;
        if (!isFree) Interlocked.Decrement(ref _bodies);
        return isFree;
    }

    /// <summary>Takes room for more bytes.</summary>
    public bool TryTakeBytes(long count, long most)
    {
        if (Interlocked.Add(ref _bytes, count) <= most) return true;
        Interlocked.Add(ref _bytes, -count);
        return false;
    }

    /// <summary>Gives the place of one body back, and its bytes.</summary>
    public void GiveBack(long bytes)
    {
        Interlocked.Add(ref _bytes, -bytes);
        Interlocked.Decrement(ref _bodies);
    }
}

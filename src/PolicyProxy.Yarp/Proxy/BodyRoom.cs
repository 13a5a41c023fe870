namespace PolicyProxy.Yarp.Proxy;

/// <summary>What one body has taken of the budget, from its first byte to the end of the request.</summary>
/// <param name="budget">The budget.</param>
/// <param name="mostBytes">How many bytes all bodies may hold together.</param>
internal sealed class BodyRoom(BodyBudget budget, long mostBytes) : IDisposable
{
    private long _bytes;

    /// <summary>Takes what is missing for a body that has become so long.</summary>
    /// <returns>Whether it was to be had.</returns>
    public bool TryGrowTo(long length)
    {
        if (length <= _bytes) return true;
        if (!budget.TryTakeBytes(length - _bytes, mostBytes)) return false;
        _bytes = length;
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => budget.GiveBack(_bytes);
}

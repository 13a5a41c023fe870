using System.Diagnostics;

namespace PolicyProxy.Yarp.Proxy;

/// <summary>How long one send may ask the store in all, from now on.</summary>
/// <remarks>The store itself keeps a single call within its time; the clock that stops several is made when there are several.</remarks>
/// <param name="limit">How long.</param>
/// <param name="cancellationToken">Ends it before its time.</param>
internal sealed class StoreLimit(TimeSpan limit, CancellationToken cancellationToken) : IDisposable
{
    private readonly long _start = Stopwatch.GetTimestamp();
    private CancellationTokenSource? _source;

    /// <summary>Is cancelled when the time is over.</summary>
    public CancellationToken Token
    {
        get
        {
            if (_source is not null) return _source.Token;
            var left = limit - Stopwatch.GetElapsedTime(_start);
            _source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            _source.CancelAfter(left > TimeSpan.Zero ? left : TimeSpan.Zero);
            return _source.Token;
        }
    }

    public void Dispose() => _source?.Dispose();
}

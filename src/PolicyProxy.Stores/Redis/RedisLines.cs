using System.Net;
using System.Security.Authentication;
using StackExchange.Redis;

namespace PolicyProxy.Stores;

/// <summary>Keeps a line to the master of those servers that the client library is connected to; without one, the library is asked.</summary>
/// <param name="options">How to connect.</param>
/// <param name="time">The clock.</param>
internal sealed class RedisLines(ConfigurationOptions options, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    // The longest that can be configured for a call.
    private static readonly TimeSpan LastAnswers = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private RedisLine? _line;
    private long? _lastTried;
    private bool _isClosed;

    /// <summary>The line; null while there is none, and then one is made.</summary>
    /// <param name="library">Knows the servers.</param>
    public RedisLine? Find(ConnectionMultiplexer library)
    {
        var line = Volatile.Read(ref _line);
        if (line is { IsOpen: true }) return line;
        lock (_lock)
        {
            var now = time.GetTimestamp();
            if (_isClosed || (_lastTried is { } last && time.GetElapsedTime(last, now) < RetryPause)) return null;
            _lastTried = now;
        }

        _ = ConnectAsync(library);
        return null;
    }

    /// <summary>Gives the line up: it may lead to the wrong server, or nowhere. Who waits for an answer may still get it.</summary>
    public void Drop() => _ = CloseAsync(TakeAway());

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock) _isClosed = true;
        TakeAway()?.Dispose();
    }

    private static async Task CloseAsync(RedisLine? line)
    {
        if (line is null) return;
        await Task.Delay(LastAnswers);
        line.Dispose();
    }

    private RedisLine? TakeAway()
    {
        lock (_lock)
        {
            var line = _line;
            (_line, _lastTried) = (null, time.GetTimestamp());
            return line;
        }
    }

    private async Task ConnectAsync(ConnectionMultiplexer library)
    {
        foreach (var server in library.GetEndPoints().Select(server => library.GetServer(server)))
        {
            if (server is { IsConnected: true, ServerType: ServerType.Standalone } && await TryConnectAsync(server.EndPoint)) return;
        }
    }

    private async Task<bool> TryConnectAsync(EndPoint server)
    {
        try
        {
            var line = await RedisLine.ConnectAsync(options, server);
            lock (_lock) (_line, line) = _isClosed ? (null, line) : (line, _line);
            _ = CloseAsync(line);
            return true;
        }
        catch (Exception error) when (RedisFailure.IsOne(error) || error is AuthenticationException)
        {
            // A replica, or one that lets nobody in: the library goes on asking, and says what is wrong if it finds so, too.
            return false;
        }
    }
}

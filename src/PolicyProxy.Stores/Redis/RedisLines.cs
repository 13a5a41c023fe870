using System.Net;
using System.Security.Authentication;
using StackExchange.Redis;

namespace PolicyProxy.Stores;

/// <summary>Keeps a line to the server that the client library takes for the master; without one, the library is asked.</summary>
/// <param name="options">How to connect.</param>
/// <param name="time">The clock.</param>
internal sealed class RedisLines(ConfigurationOptions options, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    // What keeps a line from being made where the library is connected mostly stays: a right or a certificate is missing.
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    // The longest that can be configured for a call.
    private static readonly TimeSpan LastAnswers = TimeSpan.FromMinutes(1);

    // The library knows what commands are called by other names, or not to be used.
    private readonly bool _isPossible = options.CommandMap == CommandMap.Default;

    private readonly Lock _lock = new();
    private RedisLine? _line;
    private long? _lastTried;
    private TimeSpan _pause = RetryPause;
    private bool _isConnecting;
    private int _drops;
    private bool _isClosed;

    /// <summary>The line; null while there is none, and then one is made.</summary>
    /// <param name="library">Knows the servers.</param>
    public RedisLine? Find(ConnectionMultiplexer library)
    {
        var line = Volatile.Read(ref _line);
        if (line is { IsOpen: true }) return line;
        if (!_isPossible) return null;
        lock (_lock)
        {
            var now = time.GetTimestamp();
            if (_isClosed || _isConnecting || (_lastTried is { } last && time.GetElapsedTime(last, now) < _pause)) return null;
            (_lastTried, _isConnecting) = (now, true);
            var drops = _drops;
            _ = Task.Run(() => ConnectAsync(library, drops));
        }

        return null;
    }

    /// <summary>Gives the line up: it may lead to the wrong server, or nowhere. Who waits for an answer may still get it.</summary>
    public void Drop()
    {
        if (TakeAway() is { IsOpen: true } line) _ = CloseAsync(line);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock) _isClosed = true;
        TakeAway()?.Dispose();
    }

    private static async Task CloseAsync(RedisLine line)
    {
        // Once at least: somebody may be about to ask.
        var waited = TimeSpan.Zero;
        do
        {
            await Task.Delay(RetryPause);
            waited += RetryPause;
        }
        while (line.IsAwaited && waited < LastAnswers);
        line.Dispose();
    }

    private RedisLine? TakeAway()
    {
        lock (_lock)
        {
            var line = _line;
            (_line, _lastTried, _pause) = (null, time.GetTimestamp(), RetryPause);
            _drops++;
            return line;
        }
    }

    private async Task ConnectAsync(ConnectionMultiplexer library, int drops)
    {
        var line = await TryConnectAsync(library);
        lock (_lock)
        {
            _isConnecting = false;

            // Not when lines were given up meanwhile: it may lead to where they did.
            if (drops != _drops || _isClosed) _lastTried = time.GetTimestamp();
            else if (line is null) _pause = _pause < LongestPause ? 2 * _pause : LongestPause;
            else (_line, line, _pause) = (line, null, RetryPause);
        }

        line?.Dispose();
    }

    private async Task<RedisLine?> TryConnectAsync(ConnectionMultiplexer library)
    {
        try
        {
            // Which of those that take themselves for the master is a matter of the library's: erasures go over it, too.
            var asking = library.GetDatabase().IdentifyEndpointAsync(RedisKeys.Epoch, CommandFlags.DemandMaster);
            StoreCall.Observe(asking);
            var server = await asking.WaitAsync(TimeSpan.FromMilliseconds(options.ConnectTimeout));
            if (server is not (IPEndPoint or DnsEndPoint) || library.GetServer(server).ServerType != ServerType.Standalone) return null;
            return await RedisLogin.ConnectAsync(options, server);
        }
        catch (Exception error) when (RedisFailure.IsOne(error) || error is AuthenticationException)
        {
            // A replica, or one that lets nobody in: the library goes on asking, and says what is wrong if it finds so, too.
            return null;
        }
    }
}

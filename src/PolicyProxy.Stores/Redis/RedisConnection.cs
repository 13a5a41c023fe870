using PolicyProxy.Windows;
using StackExchange.Redis;

namespace PolicyProxy.Stores;

/// <summary>The connection to Redis, made anew when nothing has come of it for long.</summary>
/// <remarks>
/// The client library reconnects by itself when a connection breaks, but knows no time limit for an answer: a server that vanished
/// without closing the connection (a failover, a cut cable) would hold it for a quarter of an hour. Nor does it look by itself which
/// server is the master when one refuses a call.
/// </remarks>
internal sealed class RedisConnection : IAsyncDisposable
{
    /// <summary>How long every call fails before the connection is made anew.</summary>
    public static readonly TimeSpan LongestFailure = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan CloseLimit = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ReconsiderPause = TimeSpan.FromSeconds(1);

    private readonly ConfigurationOptions _options;
    private readonly TimeProvider _time;
    private readonly Action<string> _broken;
    private readonly Func<IConnectionMultiplexer, Task> _prepare;
    private readonly RedisLines _lines;
    private readonly Lock _lock = new();
    private Task<ConnectionMultiplexer> _current;
    private long? _failingSince;
    private long? _reconsidered;
    private volatile bool _failing;
    private volatile bool _isCluster;
    private bool _closed;

    /// <summary>Begins to connect.</summary>
    /// <param name="options">Where to, and how.</param>
    /// <param name="time">The clock.</param>
    /// <param name="broken">Is told, and why, when what was written last may not have arrived, or may be known to another server only.</param>
    /// <param name="prepare">Is given every new connection.</param>
    public RedisConnection(ConfigurationOptions options, TimeProvider time, Action<string> broken, Func<IConnectionMultiplexer, Task> prepare)
    {
        (_options, _time, _broken, _prepare) = (options, time, broken, prepare);
        _lines = new(options, time);
        _current = ConnectAsync();
    }

    /// <summary>
    /// Whether the keys are spread over several servers, so that no command can have two of them; known when there is a
    /// <see cref="DatabaseAsync">database</see>.
    /// </summary>
    public bool IsCluster => _isCluster;

    /// <summary>Reads a connection string.</summary>
    /// <exception cref="WindowStoreException">It cannot be read; the message does not repeat it.</exception>
    public static ConfigurationOptions Parse(string connectionString)
    {
        try
        {
            var options = ConfigurationOptions.Parse(connectionString);
            options.AbortOnConnectFail = false;
            options.AllowAdmin = true; // Newer versions of the library ask for it before they let INFO through.
            options.ReconnectRetryPolicy = new LinearRetry((int)TimeSpan.FromSeconds(1).TotalMilliseconds);
            if (options.EndPoints.Count > 0) return options;
        }
        catch (Exception error) when (error is ArgumentException or FormatException or OverflowException)
        {
            // Not passed on: its text can hold a part of the password.
        }

        throw new WindowStoreException(
            "The Redis connection string cannot be read: write host:port and options with commas between, \"localhost:6379,password=...\".");
    }

    /// <summary>The database, once the first attempt to connect has ended, well or not.</summary>
    public async Task<IDatabase> DatabaseAsync()
    {
        Task<ConnectionMultiplexer> current;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            if (_current.IsFaulted) _current = ConnectAsync();
            current = _current;
        }

        var connected = await current;
        if (!_isCluster) _isCluster = Array.Exists(connected.GetEndPoints(), server => connected.GetServer(server).ServerType == ServerType.Cluster);
        return connected.GetDatabase();
    }

    /// <summary>The shortest way to Redis; null where there is none at the moment, or never.</summary>
    public RedisLine? FindLine()
    {
        var current = Volatile.Read(ref _current);
        return current.IsCompletedSuccessfully && !_isCluster ? _lines.Find(current.Result) : null;
    }

    /// <summary>Redis answered a call.</summary>
    public void Answered()
    {
        if (!_failing) return;
        lock (_lock) (_failing, _failingSince) = (false, null);
    }

    /// <summary>Redis refused a call, did not answer it in time, or could not be reached.</summary>
    public void Failed()
    {
        Task<ConnectionMultiplexer>? old = null, doubtful = null;
        lock (_lock)
        {
            var now = _time.GetTimestamp();
            _failing = true;
            _failingSince ??= now;
            if (_closed) return;
            if (_time.GetElapsedTime(_failingSince.Value, now) >= LongestFailure)
            {
                old = _current;
                (_current, _failing, _failingSince) = (ConnectAsync(), false, null);
            }
            else if (_reconsidered is not { } last || _time.GetElapsedTime(last, now) >= ReconsiderPause)
            {
                _reconsidered = now;
                doubtful = _current;
            }
        }

        _lines.Drop();
        if (old is not null) _ = CloseAsync(old);

        // Another server may be the master by now.
        if (doubtful is { IsCompletedSuccessfully: true }) StoreCall.Observe(doubtful.Result.ConfigureAsync());
    }

    /// <summary>Closes the connection; what is under way fails.</summary>
    public async ValueTask DisposeAsync()
    {
        Task<ConnectionMultiplexer> current;
        lock (_lock) (_closed, current) = (true, _current);
        _lines.Dispose();
        await Task.WhenAny(CloseAsync(current), Task.Delay(CloseLimit));
    }

    private Task<ConnectionMultiplexer> ConnectAsync() => Task.Run(async () =>
    {
        var multiplexer = await ConnectionMultiplexer.ConnectAsync(_options);
        multiplexer.ConnectionFailed += (_, failure) =>
        {
            if (failure.ConnectionType == ConnectionType.Interactive) _broken("The connection to Redis broke.");
        };
        multiplexer.ConfigurationChanged += (_, _) => _lines.Drop(); // Another may be the master now.
        StoreCall.Observe(_prepare(multiplexer)); // Nobody waits for what Redis may not answer.
        return multiplexer;
    });

    private static Task CloseAsync(Task<ConnectionMultiplexer> connected) => Task.Run(async () =>
    {
        try
        {
            (await connected).Close(allowCommandsToComplete: false);
        }
        catch (Exception error) when (RedisFailure.IsOne(error))
        {
            // Nothing left to close.
        }
    });
}

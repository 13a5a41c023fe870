namespace PolicyProxy.Yarp.Upstream;

/// <summary>Where a destination without TLS is reached, and the connections to it that nobody uses at the moment.</summary>
/// <param name="host">The host's name or number.</param>
/// <param name="port">The port.</param>
/// <param name="authority">What stands in the <c>Host</c> header.</param>
/// <param name="path">What comes before every path; without a slash at its end.</param>
/// <param name="time">The clock.</param>
internal sealed class UpstreamAddress(string host, int port, string authority, string path, TimeProvider time)
{
    // As the HTTP client of .NET has it.
    private static readonly TimeSpan LongestKept = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(1);

    // Other sides close connections that nothing goes on on for longer than this.
    private static readonly TimeSpan BusyFor = TimeSpan.FromMilliseconds(5);

    private readonly long _busyFor = Timestamps(BusyFor, time);

    private readonly Lock _lock = new();

    // The last is taken first, so that those that are too many are the first to have been idle for long.
    private readonly List<UpstreamConnection> _idle = [];
    private bool _isClosed;

    /// <summary>The host's name or number.</summary>
    public string Host => host;

    /// <summary>The port.</summary>
    public int Port => port;

    /// <summary>What stands in the <c>Host</c> header.</summary>
    public string Authority => authority;

    /// <summary>What comes before every path; without a slash at its end.</summary>
    public string Path => path;

    /// <summary>Reads the address of a destination.</summary>
    /// <param name="prefix">The address as configured.</param>
    /// <param name="time">The clock.</param>
    /// <returns>Null where it is not reached by HTTP alone, or has more to it than a host, a port and a path.</returns>
    public static UpstreamAddress? Read(string prefix, TimeProvider time)
    {
        if (!Uri.TryCreate(prefix, UriKind.Absolute, out var address) || address.Scheme != Uri.UriSchemeHttp) return null;
        if (address.UserInfo.Length > 0 || address.Query.Length > 0 || address.Fragment.Length > 0) return null;
        var afterScheme = prefix[(prefix.IndexOf("://", StringComparison.Ordinal) + 3)..];
        var slash = afterScheme.IndexOf('/', StringComparison.Ordinal);
        var path = slash < 0 ? "" : afterScheme[slash..].TrimEnd('/');
        var name = address.HostNameType == UriHostNameType.IPv6 ? $"[{address.IdnHost}]" : address.IdnHost;
        return RequestHead.IsTarget(path) ? new(address.IdnHost, address.Port, address.IsDefaultPort ? name : $"{name}:{address.Port}", path, time) : null;
    }

    /// <summary>A connection that is open and that nobody else uses.</summary>
    /// <param name="cancel">Ends the waiting for a new one.</param>
    /// <exception cref="HttpRequestException">There is none, with the reason in its <see cref="HttpRequestException.HttpRequestError"/>.</exception>
    public ValueTask<UpstreamConnection> TakeAsync(CancellationToken cancel) =>
        TakeIdle() is { } connection ? new(connection) : UpstreamConnection.OpenAsync(this, cancel);

    /// <summary>Keeps a connection for the next request.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="keptFor">How long the other side keeps it; null when it does not say.</param>
    public void Keep(UpstreamConnection connection, TimeSpan? keptFor)
    {
        connection.KeptSince = time.GetTimestamp();
        connection.UsableUntil = connection.KeptSince + Timestamps(keptFor is { } told ? Safe(told) : LongestKept, time);
        lock (_lock)
        {
            if (!_isClosed)
            {
                _idle.Add(connection);
                return;
            }
        }

        connection.Dispose();
    }

    /// <summary>Closes the connections that the other side has closed, and those that nobody has used for long.</summary>
    public void Sweep()
    {
        lock (_lock)
        {
            _idle.RemoveAll(connection =>
            {
                var isOver = _isClosed || !IsUsable(connection, time.GetTimestamp());
                if (isOver) connection.Dispose();
                return isOver;
            });
        }
    }

    /// <summary>Closes all connections that nobody uses, and lets no other be kept.</summary>
    public void Close()
    {
        lock (_lock) _isClosed = true;
        Sweep();
    }

    private UpstreamConnection? TakeIdle()
    {
        while (true)
        {
            UpstreamConnection connection;
            lock (_lock)
            {
                if (_idle.Count == 0) return null;
                connection = _idle[^1];
                _idle.RemoveAt(_idle.Count - 1);
            }

            var now = time.GetTimestamp();
            if (IsUsable(connection, now))
            {
                connection.IsBusy = now - connection.KeptSince < _busyFor;
                return connection;
            }

            connection.Dispose();
        }
    }

    private static bool IsUsable(UpstreamConnection connection, long now) => now < connection.UsableUntil && connection.IsQuiet();

    // What is under way when the other side closes the connection is lost, and is never sent again: so not to the last moment.
    private static TimeSpan Safe(TimeSpan told) => told > LongestKept ? LongestKept : told > Margin * 2 ? told - Margin : told / 2;

    private static long Timestamps(TimeSpan span, TimeProvider time) => (long)(span.TotalSeconds * time.TimestampFrequency);
}

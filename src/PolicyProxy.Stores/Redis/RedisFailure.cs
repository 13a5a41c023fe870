using System.Net.Sockets;
using PolicyProxy.Windows;
using StackExchange.Redis;

namespace PolicyProxy.Stores;

/// <summary>Says what went wrong with Redis without what must not be said: the password, and which contact it was about.</summary>
/// <param name="password">The password; null without one.</param>
internal sealed class RedisFailure(string? password)
{
    /// <summary>Whether <paramref name="error"/> is one of Redis, the network or the client library.</summary>
    public static bool IsOne(Exception error) =>
        error is RedisException or RedisCommandException or TimeoutException or SocketException or IOException
            or ObjectDisposedException or OperationCanceledException;

    /// <summary>Whether <paramref name="error"/> is only of what is stored under one key.</summary>
    public static bool IsOfOneKey(Exception error) => error.Message.StartsWith("WRONGTYPE", StringComparison.Ordinal);

    /// <summary>The failure in the store's terms.</summary>
    /// <remarks>The original stays out: its text can hold the key, or a command with its arguments.</remarks>
    public WindowStoreException Describe(Exception error) => IsOfOneKey(error)
        ? StoredWindow.Unreadable()
        : new($"Redis: {Redact(error.Message)}");

    private string Redact(string message)
    {
        // The client library's state follows after the cause, as a long list of counters.
        var counters = message.IndexOf(", origin:", StringComparison.Ordinal);
        var cause = counters < 0 ? message : message[..counters];
        return string.IsNullOrEmpty(password) ? cause : cause.Replace(password, "***", StringComparison.Ordinal);
    }
}

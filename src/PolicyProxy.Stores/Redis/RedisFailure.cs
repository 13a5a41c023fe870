using System.Net.Sockets;
using System.Text.RegularExpressions;
using PolicyProxy.Windows;
using StackExchange.Redis;

namespace PolicyProxy.Stores;

/// <summary>Says what went wrong with Redis without what must not be said: the password, and which contact it was about.</summary>
/// <param name="password">The password; null without one.</param>
internal sealed partial class RedisFailure(string? password)
{
    /// <summary>Whether <paramref name="error"/> is one of Redis, the network or the client library.</summary>
    public static bool IsOne(Exception error) =>
        error is RedisException or RedisCommandException or TimeoutException or SocketException or IOException
            or ObjectDisposedException or OperationCanceledException;

    /// <summary>Whether what Redis answers is only of what is stored under one key.</summary>
    public static bool IsOfOneKey(string error) => error.StartsWith("WRONGTYPE", StringComparison.Ordinal);

    /// <summary>The failure in the store's terms.</summary>
    /// <remarks>The original stays out: its text can hold the key, or a command with its arguments.</remarks>
    public WindowStoreException Describe(Exception error) => IsOfOneKey(error.Message)
        ? new("Redis holds something of another type, which no gateway wrote, under a key of the gateways' own (policyproxy:...): delete it there.") { IsOfOneKey = true }
        : new($"Redis: {Redact(error.Message)}");

    private string Redact(string message)
    {
        // After the cause follows the client library's state, as a long list of counters, or Redis repeats the command, with whom it is about.
        // Versions of the library differ in whether they name the key.
        var cause = Key().Replace(message.Split(", origin:", 2)[0].Split(", with args beginning with", 2)[0], "");
        return string.IsNullOrEmpty(password) ? cause : cause.Replace(password, "***", StringComparison.Ordinal);
    }

    [GeneratedRegex(@"\s*policyproxy:[^\s;,]*")]
    private static partial Regex Key();
}

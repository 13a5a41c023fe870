using System.Net.Sockets;
using System.Security.Cryptography;

namespace PolicyProxy.Gateway;

/// <summary>Why a host did not start that the operator has to mend: a port that is taken or not allowed, a certificate that cannot be used.</summary>
internal static class ListenFailure
{
    /// <summary>Whether that is what an exception tells; any other is a fault of the gateway's.</summary>
    public static bool Is(Exception? exception) =>
        exception is IOException or SocketException or CryptographicException or ArgumentException or InvalidOperationException or UnauthorizedAccessException;

    /// <summary>Says it in a line.</summary>
    /// <param name="exception">What the host's start threw.</param>
    /// <param name="places">Where it was to listen, which not every error names.</param>
    public static string Describe(Exception exception, string places)
    {
        var line = exception.Message.Split('\n')[0].TrimEnd();
        return exception switch
        {
            SocketException => $"{places}: {line}",
            // The second for a key's file that holds none.
            CryptographicException or ArgumentException => $"a certificate for {places} cannot be used: {line}",
            _ => line,
        };
    }
}

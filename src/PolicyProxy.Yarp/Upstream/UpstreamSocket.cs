using System.Net;
using System.Net.Sockets;

namespace PolicyProxy.Yarp.Upstream;

/// <summary>Opens connections, and tells why one cannot be opened in the words of the HTTP client of .NET.</summary>
internal static class UpstreamSocket
{
    // YARP's.
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(15);

    /// <summary>Opens a connection.</summary>
    /// <param name="address">Where to.</param>
    /// <param name="cancel">Ends the waiting.</param>
    /// <exception cref="HttpRequestException">It cannot be opened, or not in time.</exception>
    public static async ValueTask<Socket> ConnectAsync(UpstreamAddress address, CancellationToken cancel)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Timeout);
        try
        {
            await socket.ConnectAsync(new DnsEndPoint(address.Host, address.Port), limit.Token);
            return socket;
        }
        catch (Exception exception)
        {
            socket.Dispose();
            if (exception is OperationCanceledException && !cancel.IsCancellationRequested)
                throw new HttpRequestException(HttpRequestError.ConnectionError, $"No connection within {Timeout.TotalSeconds} s ({address.Authority})", exception);
            if (exception is SocketException failure)
                throw new HttpRequestException(Error(failure.SocketErrorCode), $"{exception.Message} ({address.Authority})", exception);
            throw;
        }
    }

    private static HttpRequestError Error(SocketError code) => code switch
    {
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => HttpRequestError.NameResolutionError,
        _ => HttpRequestError.ConnectionError,
    };
}

using System.Net.Sockets;

namespace PolicyProxy.Yarp.Upstream;

/// <summary>Tells why a connection could not be opened in the words of the HTTP client of .NET.</summary>
internal static class ConnectFailure
{
    // YARP's.
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(15);

    /// <summary>Opens a connection.</summary>
    /// <param name="connect">How it is opened.</param>
    /// <param name="authority">Where to, as it is told.</param>
    /// <param name="cancel">Ends the waiting.</param>
    /// <exception cref="HttpRequestException">It cannot be opened, or not in time.</exception>
    public static async ValueTask TellAsync(Func<CancellationToken, ValueTask> connect, string authority, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Timeout);
        try
        {
            await connect(limit.Token);
        }
        catch (OperationCanceledException exception) when (!cancel.IsCancellationRequested)
        {
            throw new HttpRequestException(HttpRequestError.ConnectionError, $"No connection within {Timeout.TotalSeconds} s ({authority})", exception);
        }
        catch (SocketException exception)
        {
            throw new HttpRequestException(Error(exception.SocketErrorCode), $"{exception.Message} ({authority})", exception);
        }
    }

    private static HttpRequestError Error(SocketError code) => code switch
    {
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => HttpRequestError.NameResolutionError,
        _ => HttpRequestError.ConnectionError,
    };
}

using System.Net;
using System.Net.Sockets;

namespace PolicyProxy.Testing;

/// <summary>
/// Finds ports that stay the run's own: below those that the system gives to outgoing connections, so that nobody has one before it is
/// used, and what was away finds its port free when it comes back.
/// </summary>
internal static class Ports
{
    private const int First = 20000;
    private const int Last = 32000;

    private static readonly Lock Giving = new();
    private static readonly HashSet<int> Given = [];

    public static int Take()
    {
        lock (Giving)
        {
            for (var attempt = 0; attempt < 1000; attempt++)
            {
                var port = Random.Shared.Next(First, Last);
                if (!Given.Contains(port) && IsFree(port) && Given.Add(port)) return port;
            }
        }

        throw new IOException($"No port from {First} to {Last} is free.");
    }

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}

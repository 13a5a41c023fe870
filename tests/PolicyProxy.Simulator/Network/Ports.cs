using System.Net;
using System.Net.Sockets;

namespace PolicyProxy.Simulator.Network;

/// <summary>Finds ports below those that the system gives to outgoing connections: what was away finds its port free when it comes back.</summary>
internal static class Ports
{
    private const int First = 20000;
    private const int Last = 32000;

    private static readonly HashSet<int> Given = [];

    public static int Take()
    {
        for (var attempt = 0; attempt < 1000; attempt++)
        {
            var port = Random.Shared.Next(First, Last);
            if (!Given.Contains(port) && IsFree(port) && Given.Add(port)) return port;
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

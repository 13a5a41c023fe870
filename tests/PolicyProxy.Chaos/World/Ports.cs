using System.Net;
using System.Net.Sockets;

namespace PolicyProxy.Chaos.World;

/// <summary>Finds ports that stay the run's own: below those that the system gives to outgoing connections, so that what is down finds its port free.</summary>
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

        throw new ChaosException("no port is free");
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

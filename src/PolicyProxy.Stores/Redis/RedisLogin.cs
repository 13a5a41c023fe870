using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using StackExchange.Redis;

namespace PolicyProxy.Stores;

/// <summary>Makes lines to Redis.</summary>
internal static class RedisLogin
{
    private const int KeepAliveSeconds = 60;

    /// <summary>Connects, and logs in.</summary>
    /// <param name="options">How.</param>
    /// <param name="server">Where to.</param>
    /// <exception cref="IOException">Redis refuses, or is no master.</exception>
    public static async Task<RedisLine> ConnectAsync(ConfigurationOptions options, EndPoint server)
    {
        using var limit = new CancellationTokenSource(options.ConnectTimeout);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        RedisLine? line = null;
        try
        {
            // What lies between lets a connection go on which nothing happens, often after a few minutes, and does not say so.
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, options.KeepAlive > 0 ? options.KeepAlive : KeepAliveSeconds);
            await socket.ConnectAsync(server, limit.Token);
            Stream stream = new NetworkStream(socket, ownsSocket: true);
            if (options.Ssl)
            {
                var secured = new SslStream(stream);
                await secured.AuthenticateAsClientAsync(new() { TargetHost = options.SslHost ?? HostOf(server) }, limit.Token);
                stream = secured;
            }

            line = new RedisLine(stream);
            var greeting = GreetAsync(line, options);
            StoreCall.Observe(greeting);
            await greeting.WaitAsync(limit.Token);
            return line;
        }
        catch
        {
            line?.Dispose();
            socket.Dispose();
            throw;
        }
    }

    private static string HostOf(EndPoint server) => server switch
    {
        DnsEndPoint name => name.Host,
        IPEndPoint address => address.Address.ToString(),
        _ => "",
    };

    private static async Task GreetAsync(RedisLine line, ConfigurationOptions options)
    {
        var greeting = new RespWriter();
        var commands = 1;
        if (!string.IsNullOrEmpty(options.Password) && ++commands > 0) greeting.Command(2).Word("AUTH").Word(options.Password);
        if (options.DefaultDatabase is { } database and > 0 && ++commands > 0) greeting.Command(2).Word("SELECT").Word(database);
        greeting.Command(1).Word("ROLE");
        var answers = await line.AskAsync(greeting.Written, commands);
        foreach (var answer in answers) answer.OrThrow();
        if (answers[^1].Items is not [{ Bytes: { } role }, ..] || !role.AsSpan().SequenceEqual("master"u8)) throw new IOException("This Redis is a replica.");
    }
}

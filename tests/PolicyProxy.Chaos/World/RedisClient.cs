using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace PolicyProxy.Chaos.World;

/// <summary>As much of a Redis client as an operator's shell needs: one connection, one command after the other.</summary>
internal sealed class RedisClient : IDisposable
{
    private readonly TcpClient _connection = new();
    private readonly CancellationTokenSource _patience = new(TimeSpan.FromSeconds(2));
    private BufferedStream? _stream;

    private RedisClient()
    {
    }

    /// <summary>Connects; every call on the connection together has two seconds.</summary>
    public static async Task<RedisClient> ConnectAsync(int port)
    {
        var client = new RedisClient();
        await client._connection.ConnectAsync("127.0.0.1", port, client._patience.Token);
        client._stream = new(client._connection.GetStream());
        return client;
    }

    /// <summary>Runs a command; null for a value that is not there, a list for an array, an error as text after a minus sign.</summary>
    public async Task<object?> AskAsync(params string[] command)
    {
        var written = new StringBuilder($"*{command.Length}\r\n");
        foreach (var part in command) written.Append(CultureInfo.InvariantCulture, $"${Encoding.UTF8.GetByteCount(part)}\r\n{part}\r\n");
        await _stream!.WriteAsync(Encoding.UTF8.GetBytes(written.ToString()), _patience.Token);
        await _stream.FlushAsync(_patience.Token);
        return await ReadAsync();
    }

    public void Dispose()
    {
        _connection.Dispose();
        _patience.Dispose();
    }

    private async Task<object?> ReadAsync()
    {
        var line = await ReadLineAsync();
        if (line[0] is '+' or ':') return line[1..];
        if (line[0] == '-') return line;
        var length = int.Parse(line[1..], CultureInfo.InvariantCulture);
        if (length < 0) return null;
        if (line[0] == '$')
        {
            var text = new byte[length + 2];
            await _stream!.ReadExactlyAsync(text, _patience.Token);
            return Encoding.UTF8.GetString(text, 0, length);
        }

        var elements = new List<object?>(length);
        while (elements.Count < length) elements.Add(await ReadAsync());
        return elements;
    }

    private async Task<string> ReadLineAsync()
    {
        var line = new StringBuilder();
        var one = new byte[1];
        while (line.Length < 2 || line[^1] != '\n')
        {
            await _stream!.ReadExactlyAsync(one, _patience.Token);
            line.Append((char)one[0]);
        }

        return line.ToString(0, line.Length - 2);
    }
}

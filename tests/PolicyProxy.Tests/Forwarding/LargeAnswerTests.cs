using System.Security.Cryptography;
using System.Text;
using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Forwarding;

/// <summary>An answer that nobody could hold in memory many times over.</summary>
public sealed class LargeAnswerTests : IAsyncLifetime
{
    private const int Large = 50 * 1024 * 1024;
    private const int Piece = 64 * 1024;

    // What the system takes on the gateway's side before anybody reads can be much, yet is not all.
    private const int Held = 40 * 1024 * 1024;
    private const int Buffer = 256 * 1024;

    private TwoWays _ways = null!;

    public async Task InitializeAsync() => _ways = await TwoWays.StartAsync(new(Buffer));

    public async Task DisposeAsync() => await _ways.DisposeAsync();

    [Theory]
    [InlineData("Content-Length: 52428800", "", "")]
    [InlineData("Transfer-Encoding: chunked", "10000\r\n", "\r\n")]
    [InlineData("Connection: close", "", "")]
    public async Task It_goes_through_as_fast_as_it_is_read(string framing, string before, string after)
    {
        var written = 0L;
        using var sent = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        _ways.Upstream.Answer = async (connection, _) =>
        {
            await connection.WriteAsync($"HTTP/1.1 200 OK\r\n{framing}\r\n\r\n");
            var piece = new byte[Piece];
            for (var number = 0; number < Large / Piece; number++)
            {
                new Random(number).NextBytes(piece);
                sent.AppendData(piece);
                await connection.WriteAsync((byte[])[.. Encoding.ASCII.GetBytes(before), .. piece, .. Encoding.ASCII.GetBytes(after)]);
                Interlocked.Add(ref written, Piece);
            }

            if (before.Length > 0) await connection.WriteAsync("0\r\n\r\n");
            if (framing == "Connection: close") connection.Dispose();
        };
        using var client = await RawConnection.OpenAsync(_ways.Gateway.Address, Buffer);
        await client.WriteAsync($"POST {Conversation.Messenger.Path}", "", Encoding.ASCII.GetBytes(Conversation.Messenger.Text));

        await UntilItStandsStillAsync(() => Interlocked.Read(ref written));
        Interlocked.Read(ref written).ShouldBeLessThan(Held);
        var answer = await client.Wire.ReadAnswerAsync("POST");
        (answer.IsWhole, answer.Body.Length).ShouldBe((true, Large));
        SHA256.HashData(answer.Body).ShouldBe(sent.GetHashAndReset());
    }

    private static async Task UntilItStandsStillAsync(Func<long> count)
    {
        var last = -1L;
        while (count() is var now && (now == 0 || now != last))
        {
            last = now;
            await Task.Delay(150);
        }
    }
}

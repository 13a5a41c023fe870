using System.Net;
using System.Net.Sockets;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using PolicyProxy.Gateway.Forwarding;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Forwarding;

/// <summary>What goes out together with what other connections send: all of it, in order, and no more of it held than there is room for.</summary>
public sealed class GatheringStreamTests : IDisposable
{
    // More than goes at once, and more than a socket takes of whom nobody reads.
    private const int Largest = 40_000;
    private const int FarTooMuch = 64 * 1024 * 1024;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public GatheringStreamTests() => _listener.Start();

    [Property(MaxTest = 40)]
    public Property All_that_is_written_arrives_in_order() =>
        Prop.ForAll(Gen.Choose(0, Largest).NonEmptyListOf().ToArbitrary(), lengths => ArrivesAsync([.. lengths]).GetAwaiter().GetResult());

    [Fact]
    public async Task Connections_that_send_at_the_same_moment_keep_their_bytes_apart() =>
        await Task.WhenAll(Enumerable.Range(1, 200).Select(length => ArrivesAsync(Enumerable.Repeat(length, 50).ToArray())));

    [Fact]
    public async Task A_write_waits_while_nobody_reads_and_goes_on_when_somebody_does()
    {
        var (near, far) = await ConnectAsync();
        await using var _ = near;
        using var reading = far;
        var (waiting, written) = await FillAsync(near);

        waiting.IsCompleted.ShouldBeFalse();
        await using var stream = new NetworkStream(far);
        await stream.ReadExactlyAsync(new byte[written]).AsTask().WaitAsync(TimeSpan.FromSeconds(10));
        await waiting.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_write_that_waits_can_be_called_off()
    {
        var (near, far) = await ConnectAsync();
        await using var _ = near;
        using var unread = far;
        using var cancel = new CancellationTokenSource();
        var (waiting, _) = await FillAsync(near, cancel.Token);
        await cancel.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task A_write_that_fails_ends_the_connection_for_whoever_reads_or_writes()
    {
        var (near, far) = await ConnectAsync();
        await using var _ = near;
        far.Close(0);
        await Should.ThrowAsync<IOException>(async () =>
        {
            while (true)
            {
                await near.WriteAsync(new byte[100]);
                await Task.Yield();
            }
        }).WaitAsync(TimeSpan.FromSeconds(10));

        await Should.ThrowAsync<Exception>(() => near.ReadExactlyAsync(new byte[1]).AsTask()).WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_connection_that_is_closed_before_its_turn_disturbs_no_other()
    {
        for (var round = 0; round < 100; round++)
        {
            var (near, far) = await ConnectAsync();
            using var unread = far;
            await near.WriteAsync(new byte[100]);
            await near.DisposeAsync();
        }

        await ArrivesAsync([100, 100]);
    }

    public void Dispose() => _listener.Dispose();

    private async Task ArrivesAsync(int[] lengths)
    {
        var (near, far) = await ConnectAsync();
        using var reading = far;
        await using var stream = new NetworkStream(far);
        var expected = new byte[lengths.Sum()];
        new Random(lengths.Length).NextBytes(expected);
        var arrived = new byte[expected.Length];
        var arriving = stream.ReadExactlyAsync(arrived).AsTask();
        await using (near)
        {
            var begin = 0;
            foreach (var length in lengths)
            {
                // Whoever writes may use the memory again at once.
                var bytes = expected.AsSpan(begin, length).ToArray();
                await near.WriteAsync(bytes);
                bytes.AsSpan().Clear();
                begin += length;
            }

            await arriving.WaitAsync(TimeSpan.FromSeconds(10));
        }

        arrived.AsSpan().SequenceEqual(expected).ShouldBeTrue();
    }

    /// <summary>Writes until a write waits; how much was written with it.</summary>
    private static async Task<(Task Waiting, int Written)> FillAsync(GatheringStream stream, CancellationToken cancel = default)
    {
        const int Piece = 8 * 1024;
        for (var written = Piece; written < FarTooMuch; written += Piece)
        {
            var writing = stream.WriteAsync(new byte[Piece], cancel).AsTask();
            if (!writing.IsCompleted) await Task.WhenAny(writing, Task.Delay(200, CancellationToken.None));
            if (!writing.IsCompleted) return (writing, written);
            await writing;
        }

        throw new InvalidOperationException("Nothing ever waits: all is held in memory.");
    }

    private async Task<(GatheringStream Near, Socket Far)> ConnectAsync()
    {
        var near = new Socket(SocketType.Stream, ProtocolType.Tcp);
        var accepting = _listener.AcceptSocketAsync();
        await near.ConnectAsync(_listener.LocalEndpoint);
        var far = await accepting;
        return (new(near), far);
    }
}

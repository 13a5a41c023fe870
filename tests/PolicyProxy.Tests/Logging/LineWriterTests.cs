using System.Text;
using PolicyProxy.Gateway.Telemetry;
using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Logging;

/// <summary>Lines on their way to a stream that is slow or fails.</summary>
public sealed class LineWriterTests : IDisposable
{
    private readonly FaultyStream _stream = new();

    public void Dispose() => _stream.Dispose();

    [Fact]
    public async Task Lines_that_come_together_leave_together()
    {
        using var writer = Open();
        for (var line = 0; line < 1000; line++) writer.Write("a\n"u8);
        await Eventually.HoldsAsync(() => _stream.Text.Length == 2000);

        _stream.Writes.ShouldBeLessThan(10);
    }

    [Fact]
    public void At_the_end_all_of_them_are_out()
    {
        var writer = Open();
        writer.Write("a\n"u8);
        writer.Dispose();

        _stream.Text.ShouldBe("a\n");
    }

    [Fact]
    public async Task What_does_not_fit_is_dropped_and_told_where_it_is_missing()
    {
        var line = new byte[LineWriter.Room / 4];
        line.AsSpan().Fill((byte)'b');
        line[^1] = (byte)'\n';
        var writer = Open();
        _stream.Block();
        writer.Write("a\n"u8);
        await Eventually.HoldsAsync(() => _stream.IsBlocking);
        for (var count = 0; count < 6; count++) writer.Write(line);
        _stream.Unblock();
        await Eventually.HoldsAsync(() => _stream.Text.Contains("lost"));
        writer.Write("c\n"u8);
        writer.Dispose();

        var big = Encoding.UTF8.GetString(line);
        _stream.Text.ShouldBe($"a\n{big}{big}{big}{big}2 lost\nc\n");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_stream_that_failed_gets_whole_lines_again_and_what_it_lost_is_told(bool wasClosed)
    {
        var writer = Open();
        _stream.Break(taking: 1, wasClosed ? new UnauthorizedAccessException("Bad file descriptor") : new IOException("No space left on device"));
        writer.Write("a\n"u8);
        await Eventually.HoldsAsync(() => _stream.HasFailed);
        _stream.Mend();
        writer.Write("c\n"u8);
        await Eventually.HoldsAsync(() => _stream.Text.Contains("lost"));
        writer.Dispose();

        _stream.Text.ShouldBe("a\nc\n1 lost\n");
    }

    [Fact]
    public async Task A_stream_that_blocks_for_ever_keeps_nobody_from_the_end()
    {
        var writer = Open();
        _stream.Block();
        writer.Write("a\n"u8);
        await Eventually.HoldsAsync(() => _stream.IsBlocking);

        await Task.Run(writer.Dispose).WaitAsync(TimeSpan.FromSeconds(5));
        _stream.Unblock();
    }

    private LineWriter Open() => new(_stream, lost => Encoding.UTF8.GetBytes($"{lost} lost\n"));
}

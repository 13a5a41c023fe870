using System.Text;

namespace PolicyProxy.Tests.Infrastructure;

/// <summary>A stream that keeps what is written, blocks like a pipe that nobody reads, or fails like a full disk.</summary>
internal sealed class FaultyStream : Stream
{
    private readonly MemoryStream _kept = new();
    private readonly ManualResetEventSlim _isOpen = new(initialState: true);
    private volatile int _taking = int.MaxValue;
    private volatile Exception _failure = new IOException();

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>What it took.</summary>
    public string Text
    {
        get
        {
            lock (_kept) return Encoding.UTF8.GetString(_kept.ToArray());
        }
    }

    /// <summary>How often it was written to.</summary>
    public int Writes { get; private set; }

    /// <summary>Whether it has failed.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>Whether somebody waits.</summary>
    public bool IsBlocking { get; private set; }

    public void Block() => _isOpen.Reset();

    public void Unblock() => _isOpen.Set();

    /// <summary>Fails from now on, after a number of bytes.</summary>
    public void Break(int taking, Exception failure) => (_failure, _taking) = (failure, taking);

    public void Mend() => _taking = int.MaxValue;

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        IsBlocking = !_isOpen.IsSet;
        _isOpen.Wait();
        Writes++;
        var taken = Math.Min(buffer.Length, _taking);
        lock (_kept) _kept.Write(buffer[..taken]);
        if (taken == buffer.Length) return;
        _taking = 0;
        HasFailed = true;
        throw _failure;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}

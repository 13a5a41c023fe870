using System.Buffers;
using System.Text;

namespace PolicyProxy.Benchmarks.Operations;

/// <summary>Makes bodies the way the server hands them over: one segment, or one for each of its buffers.</summary>
internal static class RequestBytes
{
    // What Kestrel's memory pool lends.
    private const int BufferLength = 4096;

    /// <summary>A text as it arrives: in one segment if it fits into one buffer.</summary>
    public static ReadOnlySequence<byte> Arrived(string text) => Arrived(Encoding.UTF8.GetBytes(text));

    /// <inheritdoc cref="Arrived(string)"/>
    public static ReadOnlySequence<byte> Arrived(byte[] bytes)
    {
        if (bytes.Length <= BufferLength) return new(bytes);

        var first = new Segment(bytes.AsMemory(0, BufferLength), null);
        var last = first;
        for (var start = BufferLength; start < bytes.Length; start += BufferLength)
            last = new(bytes.AsMemory(start, Math.Min(BufferLength, bytes.Length - start)), last);
        return new(first, 0, last, last.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, Segment? before)
        {
            Memory = memory;
            if (before is null) return;
            RunningIndex = before.RunningIndex + before.Memory.Length;
            before.Next = this;
        }
    }
}

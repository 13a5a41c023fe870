using System.Buffers;
using System.Text;

namespace PolicyProxy.Core.Tests.Support;

/// <summary>Makes the byte sequences that bodies arrive in.</summary>
internal static class Bytes
{
    public static ReadOnlySequence<byte> Whole(string text) => Whole(Encoding.UTF8.GetBytes(text));

    public static ReadOnlySequence<byte> Whole(byte[] bytes) => new(bytes);

    /// <summary>The same bytes in segments of <paramref name="size"/>.</summary>
    public static ReadOnlySequence<byte> Split(byte[] bytes, int size)
    {
        if (bytes.Length == 0) return ReadOnlySequence<byte>.Empty;
        var first = new Segment(bytes.AsMemory(0, Math.Min(size, bytes.Length)), 0);
        var last = first;
        for (var start = size; start < bytes.Length; start += size)
            last = last.Append(bytes.AsMemory(start, Math.Min(size, bytes.Length - start)));
        return new(first, 0, last, last.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, long runningIndex) => (Memory, RunningIndex) = (memory, runningIndex);

        public Segment Append(ReadOnlyMemory<byte> memory)
        {
            var next = new Segment(memory, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}

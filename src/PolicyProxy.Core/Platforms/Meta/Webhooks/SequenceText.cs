using System.Buffers;

namespace PolicyProxy.Platforms.Meta.Webhooks;

/// <summary>Searches a body where it lies, in however many segments.</summary>
internal static class SequenceText
{
    /// <summary>Whether a short word stands in a body, also across the seams of its segments.</summary>
    public static bool Holds(this ReadOnlySequence<byte> body, ReadOnlySpan<byte> word)
    {
        // What is left over of a word at the end of a segment, and as much of the next one.
        var most = word.Length - 1;
        Span<byte> seam = stackalloc byte[2 * most];
        var kept = 0;
        foreach (var segment in body)
        {
            var bytes = segment.Span;
            var head = bytes[..Math.Min(most, bytes.Length)];
            head.CopyTo(seam[kept..]);
            var joined = seam[..(kept + head.Length)];
            if (joined.IndexOf(word) >= 0 || bytes.IndexOf(word) >= 0) return true;

            var tail = bytes.Length < most ? joined : bytes;
            kept = Math.Min(most, tail.Length);
            tail[^kept..].CopyTo(seam);
        }

        return false;
    }
}

using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text;

namespace PolicyProxy.Gateway.Commands.Import;

/// <summary>Reads the lines of a stream, of which none is held that is longer than any row can be.</summary>
internal sealed class LineReader(Stream stream)
{
    /// <summary>The most bytes a line may have.</summary>
    public const int Longest = 16 * 1024;

    private const int BufferSize = 256 * 1024;

    private long _bytes;

    /// <summary>How many bytes have been read so far.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>The lines one by one, without what ends them; null for one that is too long.</summary>
    /// <exception cref="IOException">The stream cannot be read to its end.</exception>
    public async IAsyncEnumerable<string?> ReadAsync([EnumeratorCancellation] CancellationToken stop)
    {
        var pipe = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: BufferSize));
        var isTooLong = false;
        while (true)
        {
            var read = await pipe.ReadAsync(stop);
            var rest = read.Buffer;
            while (rest.PositionOf((byte)'\n') is { } end)
            {
                yield return isTooLong ? null : Text(rest.Slice(0, end));
                isTooLong = false;
                rest = Skip(rest, rest.GetPosition(1, end));
            }

            if (isTooLong || rest.Length > Longest) (isTooLong, rest) = (true, Skip(rest, rest.End));
            if (read.IsCompleted)
            {
                if (isTooLong || rest.Length > 0) yield return isTooLong ? null : Text(rest);
                Skip(rest, rest.End);
                await pipe.CompleteAsync();
                yield break;
            }

            pipe.AdvanceTo(rest.Start, rest.End);
        }
    }

    // Spreadsheets put a mark before the first line.
    private static string? Text(ReadOnlySequence<byte> line) =>
        line.Length > Longest ? null : Encoding.UTF8.GetString(line).TrimEnd('\r').TrimStart('\uFEFF');

    private ReadOnlySequence<byte> Skip(ReadOnlySequence<byte> buffer, SequencePosition to)
    {
        var rest = buffer.Slice(to);
        Volatile.Write(ref _bytes, _bytes + buffer.Length - rest.Length);
        return rest;
    }
}

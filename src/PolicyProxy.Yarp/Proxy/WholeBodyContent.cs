using System.Buffers;
using System.Net;
using Microsoft.AspNetCore.Http;

namespace PolicyProxy.Yarp.Proxy;

/// <summary>
/// A body that has arrived already, to be forwarded from the server's own buffers together with the head: in one write, where the proxy
/// would send the head first and then copy the body piece by piece.
/// </summary>
/// <param name="bytes">The bytes, which hold until the request ends.</param>
internal sealed class WholeBodyContent(ReadOnlySequence<byte> bytes) : HttpContent
{
    /// <summary>Makes the body of the request the one that is forwarded.</summary>
    public static void Offer(HttpContext context, ReadOnlySequence<byte> bytes) => context.Features.Set(new WholeBodyContent(bytes));

    /// <summary>The body that was offered for the request; null for none.</summary>
    public static WholeBodyContent? Of(HttpContext context) => context.Features.Get<WholeBodyContent>();

    protected override bool TryComputeLength(out long length)
    {
        length = bytes.Length;
        return true;
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        bytes.IsSingleSegment ? stream.WriteAsync(bytes.First, cancellationToken).AsTask() : WriteAllAsync(stream, cancellationToken);

    private async Task WriteAllAsync(Stream stream, CancellationToken cancellationToken)
    {
        foreach (var segment in bytes) await stream.WriteAsync(segment, cancellationToken);
    }
}

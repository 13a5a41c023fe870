using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Http;

namespace PolicyProxy.Yarp.Proxy;

/// <summary>
/// A body that has arrived already, to be forwarded from the server's own buffers together with the head: in one write, where the proxy
/// would send the head first and then copy the body piece by piece.
/// </summary>
/// <param name="bytes">The bytes, which hold until the request ends.</param>
/// <param name="connection">The connection that they are still on; null when they are somewhere else.</param>
internal sealed class WholeBodyContent(ReadOnlySequence<byte> bytes, PipeReader? connection) : HttpContent
{
    /// <summary>The bytes, which hold until the request ends.</summary>
    public ReadOnlySequence<byte> Bytes => bytes;

    /// <summary>Makes the body of the request the one that is forwarded.</summary>
    public static void Offer(HttpContext context, ReadOnlySequence<byte> bytes, PipeReader? connection = null) =>
        context.Features.Set(new WholeBodyContent(bytes, connection));

    /// <summary>The body that was offered for the request; null for none.</summary>
    public static WholeBodyContent? Of(HttpContext context) => context.Features.Get<WholeBodyContent>();

    /// <summary>
    /// Takes the bytes off the connection when they are forwarded: the server does that by itself, but not when the client has hung up by
    /// then, and complains of what is left.
    /// </summary>
    public void TakeOff()
    {
        if (connection is not null && connection.TryRead(out var left)) connection.AdvanceTo(left.Buffer.End);
    }

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

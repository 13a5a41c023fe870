using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace PolicyProxy.Yarp.Proxy;

/// <summary>A request's whole body, looked at in the server's own buffers and left there for the proxy to forward.</summary>
internal readonly struct RequestBody
{
    private readonly HttpRequest _request;
    private readonly PipeReader _reader;

    private RequestBody(HttpRequest request, PipeReader reader, ReadOnlySequence<byte> bytes)
    {
        _request = request;
        _reader = reader;
        Bytes = bytes;
    }

    /// <summary>The bytes; they hold until <see cref="PassOn"/> or <see cref="Discard"/>.</summary>
    public ReadOnlySequence<byte> Bytes { get; }

    /// <summary>Waits for the whole body.</summary>
    /// <param name="context">The request.</param>
    /// <param name="limit">The most bytes to take.</param>
    /// <returns>The body, or null when it is larger.</returns>
    /// <exception cref="BadHttpRequestException">The body is malformed, or comes too slowly.</exception>
    public static async ValueTask<RequestBody?> ReadAsync(HttpContext context, long limit)
    {
        var request = context.Request;
        if (request.ContentLength > limit) return null;
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = limit;

        var reader = request.BodyReader;
        try
        {
            while (true)
            {
                var result = await reader.ReadAsync(context.RequestAborted);
                if (result.IsCompleted) return new(request, reader, result.Buffer);
                reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            }
        }
        catch (BadHttpRequestException exception) when (exception.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return null;
        }
    }

    /// <summary>Gives the bytes back, unchanged, for the proxy to forward.</summary>
    public void PassOn()
    {
        _reader.AdvanceTo(Bytes.Start, Bytes.End);
        _request.Body = _reader.AsStream(leaveOpen: true);
    }

    /// <summary>
    /// Takes the bytes off the connection, for a request that the gateway answers by itself: left there, they would be in the way when
    /// the client hangs up right after the answer.
    /// </summary>
    public void Discard() => _reader.AdvanceTo(Bytes.End);
}

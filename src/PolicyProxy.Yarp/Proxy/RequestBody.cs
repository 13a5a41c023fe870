using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace PolicyProxy.Yarp.Proxy;

/// <summary>
/// A request's whole body: looked at in the server's own buffers and left there for the proxy to forward, or, when it is large, in a file.
/// </summary>
internal readonly struct RequestBody
{
    // What is larger holds a file: an upload of 25 MB is not to lie in memory.
    private const int LargestInMemory = 1024 * 1024;

    private readonly HttpRequest _request;
    private readonly PipeReader? _reader;
    private readonly SpooledBody? _spooled;

    private RequestBody(HttpRequest request, PipeReader reader, ReadOnlySequence<byte> bytes) => (_request, _reader, Bytes) = (request, reader, bytes);

    private RequestBody(HttpRequest request, SpooledBody spooled) => (_request, _spooled, Bytes) = (request, spooled, new(spooled.Memory));

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
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = null;

        var reader = request.BodyReader;
        SpooledBody? spooled = null;
        try
        {
            while (true)
            {
                // The server's own limit would count the framing of chunks, too.
                var result = await reader.ReadAsync(context.RequestAborted);
                if ((spooled?.Length ?? 0) + result.Buffer.Length > limit)
                {
                    reader.AdvanceTo(result.Buffer.End);
                    return null;
                }

                if (spooled is null && result.Buffer.Length > LargestInMemory && limit > LargestInMemory)
                    context.Response.RegisterForDispose(spooled = new());

                if (spooled is null)
                {
                    if (result.IsCompleted) return new(request, reader, result.Buffer);
                    reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
                    continue;
                }

                await spooled.WriteAsync(result.Buffer, context.RequestAborted);
                reader.AdvanceTo(result.Buffer.End);
                if (!result.IsCompleted) continue;
                spooled.Complete();
                return new(request, spooled);
            }
        }
        catch (IOException exception) when (exception.InnerException is OverflowException)
        {
            // A chunk size beyond what the server can count comes as an error of the connection, though it is one of the request.
            throw new BadHttpRequestException("Bad chunk size.", exception);
        }
    }

    /// <summary>Gives the bytes back, unchanged, for the proxy to forward.</summary>
    public void PassOn()
    {
        _reader?.AdvanceTo(Bytes.Start, Bytes.End);
        _request.Body = _reader?.AsStream(leaveOpen: true) ?? _spooled!.Open();
    }

    /// <summary>
    /// Takes the bytes off the connection, for a request that the gateway answers by itself: left there, they would be in the way when
    /// the client hangs up right after the answer.
    /// </summary>
    public void Discard() => _reader?.AdvanceTo(Bytes.End);
}

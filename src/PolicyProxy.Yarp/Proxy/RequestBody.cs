using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;

namespace PolicyProxy.Yarp.Proxy;

/// <summary>
/// A request's whole body: looked at in the server's own buffers and left there for the proxy to forward, or, when it is large, in a file.
/// </summary>
internal readonly struct RequestBody
{
    private readonly HttpRequest _request;
    private readonly PipeReader? _reader;
    private readonly SpooledBody? _spooled;

    public RequestBody(HttpRequest request, PipeReader reader, ReadOnlySequence<byte> bytes) => (_request, _reader, Bytes) = (request, reader, bytes);

    public RequestBody(HttpRequest request, SpooledBody spooled) => (_request, _spooled, Bytes) = (request, spooled, new(spooled.Memory));

    /// <summary>The bytes; they hold until <see cref="PassOn"/> or <see cref="Discard"/>.</summary>
    public ReadOnlySequence<byte> Bytes { get; }

    /// <summary>Gives the bytes back, unchanged, for the proxy to forward.</summary>
    public void PassOn()
    {
        if (_reader is null)
        {
            _request.Body = _spooled!.Open();
            return;
        }

        _reader.AdvanceTo(Bytes.Start, Bytes.End);
        if (!Bytes.IsEmpty) WholeBodyContent.Offer(_request.HttpContext, Bytes, _reader);
    }

    /// <summary>
    /// Takes the bytes off the connection, for a request that the gateway answers by itself: left there, they would be in the way when
    /// the client hangs up right after the answer.
    /// </summary>
    public void Discard() => _reader?.AdvanceTo(Bytes.End);
}

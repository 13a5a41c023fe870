using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace PolicyProxy.Yarp.Upstream;

/// <summary>What the head of an answer says of its body and of the connection.</summary>
/// <remarks>https://www.rfc-editor.org/rfc/rfc9112#section-6, https://www.rfc-editor.org/rfc/rfc9112#section-9</remarks>
internal struct ResponseFrame
{
    private bool _isChunked;
    private bool _isCoded;
    private bool _mayBeKept;

    /// <summary>Begins a head.</summary>
    /// <param name="isPersistent">Whether the version of the protocol keeps connections.</param>
    public ResponseFrame(bool isPersistent) => _mayBeKept = isPersistent;

    /// <summary>The length that is told; null for none.</summary>
    public long? Length { get; private set; }

    /// <summary>How the end of the body is known.</summary>
    public ResponseFraming Framing { get; private set; }

    /// <summary>Whether the connection can be used again when the answer is over.</summary>
    public readonly bool MayBeKept => _mayBeKept && Framing != ResponseFraming.Close;

    /// <summary>How long the other side keeps the connection when nothing goes on, to whole seconds; null when it does not say.</summary>
    public TimeSpan? KeptFor { get; private set; }

    /// <summary>Reads a header of <see cref="ConnectionHeaders"/>, in whose spelling its name is.</summary>
    /// <exception cref="HttpRequestException">The body is in a coding that nobody can undo.</exception>
    public void Take(string name, ReadOnlySpan<byte> value)
    {
        if (name == HeaderNames.TransferEncoding)
        {
            _isCoded = true;
            foreach (var coding in value.Split((byte)',')) _isChunked |= IsChunked(value[coding].Trim(" \t"u8));
        }
        else if (name == HeaderNames.Connection)
        {
            foreach (var option in value.Split((byte)',')) _mayBeKept &= !Ascii.EqualsIgnoreCase(value[option].Trim(" \t"u8), "close");
        }
        else if (name == HeaderNames.KeepAlive)
        {
            foreach (var parameter in value.Split((byte)',')) ReadKeepAlive(value[parameter].Trim(" \t"u8));
        }
    }

    /// <summary>Reads <c>Content-Length</c>.</summary>
    /// <exception cref="HttpRequestException">It is no number, or there are two.</exception>
    public long TakeLength(ReadOnlySpan<byte> value)
    {
        if (Length is not null || !long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var length)) throw ResponseHead.Invalid("Content-Length");
        Length = length;
        return length;
    }

    /// <summary>Ends the head.</summary>
    /// <param name="status">The answer's status.</param>
    /// <param name="context">The request that it answers, of whose answer what cannot be true of the length is taken back.</param>
    public void End(int status, HttpContext context)
    {
        if (_isCoded && Length is not null)
        {
            // The two together are how answers are smuggled: the coding counts, and the connection is not used again.
            context.Response.Headers.ContentLength = null;
            (Length, _mayBeKept) = (null, false);
        }

        // Whatever is told of a body, these have none.
        if (HttpMethods.IsHead(context.Request.Method) || status is StatusCodes.Status204NoContent or StatusCodes.Status304NotModified) (_isCoded, _isChunked, Length) = (false, false, 0);
        Framing = _isChunked ? ResponseFraming.Chunks : _isCoded || Length is null ? ResponseFraming.Close : ResponseFraming.Length;
    }

    private void ReadKeepAlive(ReadOnlySpan<byte> parameter)
    {
        var name = "timeout="u8;
        if (parameter.Length <= name.Length || !Ascii.EqualsIgnoreCase(parameter[..name.Length], name)) return;
        if (ushort.TryParse(parameter[name.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)) KeptFor = TimeSpan.FromSeconds(seconds);
    }

    // Any other coding would have to be undone, which nobody has said that it can be.
    private static bool IsChunked(ReadOnlySpan<byte> coding)
    {
        if (Ascii.EqualsIgnoreCase(coding, "chunked")) return true;
        return coding.IsEmpty || Ascii.EqualsIgnoreCase(coding, "identity") ? false : throw ResponseHead.Invalid("its coding");
    }
}

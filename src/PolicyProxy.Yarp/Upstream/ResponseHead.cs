using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace PolicyProxy.Yarp.Upstream;

/// <summary>Reads the head of an answer, and gives the client what is for the client.</summary>
/// <remarks>https://www.rfc-editor.org/rfc/rfc9112</remarks>
internal struct ResponseHead
{
    private const int StatusAt = 9;
    private const int StatusEnd = 12;
    private const int LongestKnownName = 32;

    // So that the names that nearly every answer has are not made anew for each.
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Known = ConnectionHeaders.Names.Concat(
    [
        HeaderNames.ContentType, HeaderNames.ContentLength, HeaderNames.ContentEncoding, HeaderNames.Date, HeaderNames.Server, HeaderNames.CacheControl, HeaderNames.Expires,
        HeaderNames.ETag, HeaderNames.Pragma, HeaderNames.Vary, HeaderNames.AccessControlAllowOrigin, HeaderNames.StrictTransportSecurity, "facebook-api-version",
        "x-app-usage", "x-business-use-case-usage", "x-fb-request-id", "x-fb-trace-id", "x-fb-rev", "x-fb-debug",
    ]).ToFrozenSet(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    private bool _isChunked;
    private bool _isCoded;
    private bool _mayBeKept;

    /// <summary>The length that is told; null for none.</summary>
    public long? Length { get; private set; }

    /// <summary>How the end of the body is known.</summary>
    public ResponseFraming Framing { get; private set; }

    /// <summary>Whether the connection can be used again when the answer is over.</summary>
    public bool MayBeKept => _mayBeKept && Framing != ResponseFraming.Close;

    /// <summary>How long the other side keeps the connection when nothing goes on, to whole seconds; null when it does not say.</summary>
    public TimeSpan? KeptFor { get; private set; }

    /// <summary>Finds the end of a head.</summary>
    /// <param name="bytes">What came.</param>
    /// <param name="scanned">How much of it was looked at before; looked at no more.</param>
    /// <returns>Its length; 0 when it is not all there.</returns>
    public static int FindEnd(ReadOnlySpan<byte> bytes, ref int scanned)
    {
        while (bytes[scanned..].IndexOf((byte)'\n') is var line and >= 0)
        {
            var next = scanned + line + 1;
            if (bytes[next..] is [(byte)'\n', ..]) return next + 1;
            if (bytes[next..] is [(byte)'\r', (byte)'\n', ..]) return next + 2;
            if (next + 1 >= bytes.Length) return 0;
            scanned = next;
        }

        return 0;
    }

    /// <summary>The status in a status line.</summary>
    /// <exception cref="HttpRequestException">There is none.</exception>
    public static int Status(ReadOnlySpan<byte> head)
    {
        if (head.Length > StatusEnd && head.StartsWith("HTTP/1."u8) && char.IsAsciiDigit((char)head[7]) && head[8] == ' '
            && (head[StatusEnd] is (byte)' ' or (byte)'\r' or (byte)'\n')
            && int.TryParse(head[StatusAt..StatusEnd], NumberStyles.None, CultureInfo.InvariantCulture, out var status) && status >= 100)
            return status;
        throw Invalid("the status line");
    }

    /// <summary>Reads a head, and sets the answer to the client.</summary>
    /// <param name="head">The head, with the empty line that ends it.</param>
    /// <param name="values">The values of the last one.</param>
    /// <param name="context">The request that it answers.</param>
    /// <exception cref="HttpRequestException">The head is malformed.</exception>
    public static ResponseHead Take(ReadOnlySpan<byte> head, HeaderValues values, HttpContext context)
    {
        values.Begin();
        var status = Status(head);
        var read = new ResponseHead { _mayBeKept = head[7] != '0' };
        var response = context.Response;
        response.StatusCode = status;
        var line = NextLine(ref head);
        var reason = line[Math.Min(StatusEnd + 1, line.Length)..];
        if (reason.ContainsAnyInRange((byte)0, (byte)0x1f)) throw Invalid("the reason");
        if (!Ascii.Equals(reason, ReasonPhrases.GetReasonPhrase(status)))
            context.Features.GetRequiredFeature<IHttpResponseFeature>().ReasonPhrase = Encoding.Latin1.GetString(reason);
        while (NextLine(ref head) is { IsEmpty: false } header)
        {
            var colon = header.IndexOf((byte)':');
            if (colon <= 0) throw Invalid("a header");
            var value = header[(colon + 1)..];

            // Blanks before the colon are not to be passed on: https://www.rfc-editor.org/rfc/rfc9112#section-5.1
            read.Take(Name(header[..colon].TrimEnd((byte)' ')), (IsFolded(head) ? Unfold(value, ref head) : value).Trim(" \t"u8), values, response.Headers);
        }

        read.Frame(status, context);
        return read;
    }

    private static ReadOnlySpan<byte> NextLine(ref ReadOnlySpan<byte> head)
    {
        var end = head.IndexOf((byte)'\n');
        var line = head[..end];
        head = head[(end + 1)..];
        return line is [.., (byte)'\r'] ? line[..^1] : line;
    }

    private static bool IsFolded(ReadOnlySpan<byte> next) => next is [(byte)' ' or (byte)'\t', ..];

    // As the HTTP client of .NET does: what ended a line becomes spaces.
    private static byte[] Unfold(scoped ReadOnlySpan<byte> value, ref ReadOnlySpan<byte> head)
    {
        List<byte> whole = [.. value];
        while (IsFolded(head)) whole.AddRange([.. "  "u8, .. NextLine(ref head)]);
        return [.. whole];
    }

    private static string Name(ReadOnlySpan<byte> name)
    {
        if (name.Length <= LongestKnownName)
        {
            Span<char> text = stackalloc char[LongestKnownName];
            Encoding.Latin1.GetChars(name, text);
            if (Known.TryGetValue(text[..name.Length], out var known)) return known;
        }

        return Encoding.Latin1.GetString(name);
    }

    private void Take(string name, ReadOnlySpan<byte> value, HeaderValues values, IHeaderDictionary headers)
    {
        if (ConnectionHeaders.Names.Contains(name))
        {
            TakeOfConnection(name, value);
            return;
        }

        if (name == HeaderNames.ContentLength)
        {
            if (Length is not null || !long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var length)) throw Invalid("Content-Length");
            headers.ContentLength = Length = length;
            return;
        }

        var earlier = headers[name];
        var text = values.Next(value);
        headers[name] = earlier.Count == 0 ? text : StringValues.Concat(earlier, text);
    }

    private void TakeOfConnection(string name, ReadOnlySpan<byte> value)
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

    private void ReadKeepAlive(ReadOnlySpan<byte> parameter)
    {
        var name = "timeout="u8;
        if (parameter.Length <= name.Length || !Ascii.EqualsIgnoreCase(parameter[..name.Length], name)) return;
        if (ushort.TryParse(parameter[name.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)) KeptFor = TimeSpan.FromSeconds(seconds);
    }

    // Any other coding would have to be undone, which nobody has said that it can be.
    private static bool IsChunked(ReadOnlySpan<byte> coding) =>
        Ascii.EqualsIgnoreCase(coding, "chunked") || (coding.IsEmpty || Ascii.EqualsIgnoreCase(coding, "identity") ? false : throw Invalid("its coding"));

    private void Frame(int status, HttpContext context)
    {
        if (_isCoded && Length is not null)
        {
            // The two together are how answers are smuggled: the coding counts, and the connection is not used again.
            context.Response.Headers.ContentLength = null;
            (Length, _mayBeKept) = (null, false);
        }

        // The server would hold the gateway to a length that such an answer does not have.
        if (status == StatusCodes.Status204NoContent) context.Response.Headers.ContentLength = null;

        // Whatever is told of a body, these have none.
        if (HttpMethods.IsHead(context.Request.Method) || status is StatusCodes.Status204NoContent or StatusCodes.Status304NotModified) (_isCoded, _isChunked, Length) = (false, false, 0);
        Framing = _isChunked ? ResponseFraming.Chunks : _isCoded || Length is null ? ResponseFraming.Close : ResponseFraming.Length;
    }

    private static HttpRequestException Invalid(string what) => new(HttpRequestError.InvalidResponse, $"The answer is not valid: {what}");
}

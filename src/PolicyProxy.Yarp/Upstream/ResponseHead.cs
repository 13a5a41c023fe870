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
internal static class ResponseHead
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
    public static ResponseFrame Take(ReadOnlySpan<byte> head, LastHeaderValues values, HttpContext context)
    {
        values.Begin();
        var status = Status(head);
        var frame = new ResponseFrame(isPersistent: head[7] != '0');
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
            Take(Name(header[..colon].TrimEnd((byte)' ')), (IsFolded(head) ? Unfold(value, ref head) : value).Trim(" \t"u8), values, response.Headers, ref frame);
        }

        frame.End(status, context);
        return frame;
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

    private static void Take(string name, ReadOnlySpan<byte> value, LastHeaderValues values, IHeaderDictionary headers, ref ResponseFrame frame)
    {
        if (ConnectionHeaders.Names.Contains(name))
        {
            frame.Take(name, value);
        }
        else if (name == HeaderNames.ContentLength)
        {
            headers.ContentLength = frame.TakeLength(value);
        }
        else
        {
            var earlier = headers[name];
            var text = values.Next(value);
            headers[name] = earlier.Count == 0 ? text : StringValues.Concat(earlier, text);
        }
    }

    /// <summary>The failure for an answer that cannot be read.</summary>
    /// <param name="what">What of it cannot.</param>
    public static HttpRequestException Invalid(string what) => new(HttpRequestError.InvalidResponse, $"The answer is not valid: {what}");
}

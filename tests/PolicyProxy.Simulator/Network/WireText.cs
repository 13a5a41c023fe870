using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace PolicyProxy.Simulator.Network;

/// <summary>Writes requests and answers as they went over the wire, with JSON laid out and access tokens covered.</summary>
internal static class WireText
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A request that is sent.</summary>
    public static string Of(HttpRequestMessage request, string body) => Write(
        $"{request.Method} {request.RequestUri!.AbsolutePath}", Headers(request.Headers).Concat(Headers(request.Content!.Headers)), body);

    /// <summary>A request that came in.</summary>
    public static string Of(HttpRequest request, string body) => Write(
        $"{request.Method} {request.Path}", request.Headers.Select(header => (header.Key, header.Value.ToString())), body);

    /// <summary>An answer that came back.</summary>
    public static string Of(HttpResponseMessage answer, string body) => Write(
        $"{(int)answer.StatusCode} {answer.ReasonPhrase}", Headers(answer.Headers).Concat(Headers(answer.Content.Headers)), body);

    /// <summary>An answer that is given.</summary>
    public static string Of(int status, JsonNode body) => Write(
        $"{status} {ReasonPhrases.GetReasonPhrase(status)}", [], body.ToJsonString());

    private static IEnumerable<(string Name, string Value)> Headers(IEnumerable<KeyValuePair<string, IEnumerable<string>>> headers) =>
        headers.Select(header => (header.Key, string.Join(", ", header.Value)));

    private static string Write(string first, IEnumerable<(string Name, string Value)> headers, string body)
    {
        var text = new StringBuilder(first).Append('\n');
        foreach (var (name, value) in headers)
            text.Append(name).Append(": ").Append(name.Equals("Authorization", StringComparison.OrdinalIgnoreCase) ? "Bearer ***" : value).Append('\n');
        return text.Append('\n').Append(LaidOut(body)).ToString();
    }

    private static string LaidOut(string body) => JsonReading.Parse(body)?.ToJsonString(Readable) ?? body;
}

using System.Text;
using Microsoft.AspNetCore.WebUtilities;

namespace PolicyProxy.Gateway.Commands.Explain;

/// <summary>An answer of the gateway's own.</summary>
/// <param name="Status">The status.</param>
/// <param name="Headers">The headers.</param>
/// <param name="Body">The body.</param>
internal sealed record DryAnswer(int Status, IReadOnlyList<KeyValuePair<string, string>> Headers, byte[] Body)
{
    /// <summary>The head as it stands on the wire.</summary>
    public IEnumerable<string> Head =>
    [
        $"HTTP/1.1 {Status} {ReasonPhrases.GetReasonPhrase(Status)}",
        .. Headers.Where(header => header.Value.Length > 0).Select(header => $"{header.Key}: {header.Value}"),
    ];

    /// <summary>The body in letters.</summary>
    public string Text => Encoding.UTF8.GetString(Body);
}

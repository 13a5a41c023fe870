using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using PolicyProxy.Tests.Infrastructure;

namespace PolicyProxy.Tests.Forwarding;

/// <summary>A message as text that is the same for messages that mean the same.</summary>
internal static partial class WireText
{
    private const int Short = 1000;

    public static string Of(WireMessage message)
    {
        var text = new StringBuilder(message.StartLine).Append('\n');
        Append(text, message.Headers);
        text.Append(message.Body.Length <= Short ? Encoding.Latin1.GetString(message.Body) : $"{message.Body.Length} bytes, {Convert.ToHexString(SHA256.HashData(message.Body))}");
        text.Append('\n');
        Append(text, message.Trailers);
        return Own().Replace(text.Append(message.IsWhole ? "whole" : "broken off").ToString(), "");
    }

    // In whatever order and letter case names come; lines of one name in the order of their values.
    private static void Append(StringBuilder text, IEnumerable<(string Name, string Value)> lines)
    {
        foreach (var (name, value) in lines.OrderBy(line => line.Name, StringComparer.OrdinalIgnoreCase)) text.Append($"{name.ToLowerInvariant()}: {value}\n");
    }

    // What the gateway's own answers have of their own: the trace id, and the time.
    [GeneratedRegex("(?<=\"fbtrace_id\":\")[^\"]*|(?<=\ndate: ).{3}, .. ... 20.*(?= GMT\n)")]
    private static partial Regex Own();
}

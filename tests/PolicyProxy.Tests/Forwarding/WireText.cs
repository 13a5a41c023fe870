using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using PolicyProxy.Tests.Infrastructure;

namespace PolicyProxy.Tests.Forwarding;

/// <summary>A message as text that is the same for messages that mean the same.</summary>
internal static partial class WireText
{
    private const int Short = 400;

    public static string Of(WireMessage message)
    {
        var text = new StringBuilder(message.StartLine).Append('\n');
        Append(text, message.Headers);
        text.Append(Shortened(Encoding.Latin1.GetString(message.Body))).Append('\n');
        Append(text, message.Trailers);
        return Own().Replace(text.Append(message.IsWhole ? "whole" : "broken off").ToString(), "");
    }

    /// <summary>What is too long to be read when a test fails, as its beginning, length and hash.</summary>
    public static string Shortened(string text) =>
        text.Length <= Short ? text : $"{text[..40]}... of {text.Length}, {Convert.ToHexString(SHA256.HashData(Encoding.Latin1.GetBytes(text)))}";

    // In whatever order and letter case names come; lines of one name in the order of their values.
    private static void Append(StringBuilder text, IEnumerable<(string Name, string Value)> lines)
    {
        foreach (var (name, value) in lines.OrderBy(line => line.Name, StringComparer.OrdinalIgnoreCase))
            text.Append($"{Shortened(name.ToLowerInvariant())}: {Shortened(IsFolded(name) ? Blanks().Replace(value, " ") : value)}\n");
    }

    // Where a line was folded there may be any number of blanks.
    private static bool IsFolded(string name) => name.Equals("X-Folded", StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex("[ \t]+")]
    private static partial Regex Blanks();

    // What the gateway's own answers have of their own: the trace id, and the time.
    [GeneratedRegex("(?<=\"fbtrace_id\":\")[^\"]*|(?<=\ndate: ).{3}, .. ... 20.*(?= GMT\n)")]
    private static partial Regex Own();
}

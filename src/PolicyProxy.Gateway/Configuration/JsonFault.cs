using System.Text;
using System.Text.Json;

namespace PolicyProxy.Gateway.Configuration;

/// <summary>Says what is wrong with JSON where an editor shows it: lines and characters count from 1, where the reader counts bytes from 0.</summary>
internal static class JsonFault
{
    /// <summary>The place and the fault.</summary>
    /// <param name="fault">What the reader throws.</param>
    /// <param name="content">What it read.</param>
    public static string Describe(JsonException fault, byte[] content)
    {
        var message = fault.Message.Split(" LineNumber: ")[0].Replace(", when isFinalBlock is true", "", StringComparison.Ordinal);
        if (fault is not { LineNumber: { } number, BytePositionInLine: { } bytes }) return message;

        // As the reader got it: without the mark that can be at its beginning, which also tells how the text is encoded.
        using var text = new StreamReader(new MemoryStream(content));
        var line = Encoding.UTF8.GetBytes(text.ReadToEnd().Split('\n').ElementAtOrDefault((int)number) ?? "");
        var position = Encoding.UTF8.GetCharCount(line, 0, (int)Math.Min(bytes, line.Length));
        return $"line {number + 1}, position {position + 1}: {message}";
    }
}

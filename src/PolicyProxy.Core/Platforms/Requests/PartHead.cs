using System.Text;

namespace PolicyProxy.Platforms.Requests;

/// <summary>The head of one part of a multipart body.</summary>
/// <param name="Name">The part's name.</param>
/// <param name="IsFile">Whether it has a file name.</param>
/// <param name="HasOwnEncoding">Whether its content is written in some other way than as UTF-8 text.</param>
internal readonly record struct PartHead(string Name, bool IsFile, bool HasOwnEncoding)
{
    /// <summary>Reads the lines of a head.</summary>
    /// <returns>False when the part has not exactly one name that every server reads alike.</returns>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out PartHead head)
    {
        head = default;
        string? name = null;
        var (isFile, hasOwnEncoding) = (false, false);
        foreach (var line in Encoding.UTF8.GetString(bytes).Split("\r\n"))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0 || line.AsSpan().IndexOfAny('\r', '\n', '\0') >= 0 || char.IsWhiteSpace(line[0]) || char.IsWhiteSpace(line[colon - 1])) return false;
            var value = line[(colon + 1)..].Trim();
            switch (line[..colon].ToLowerInvariant())
            {
                case "content-disposition":
                    if (name is not null || !TryReadDisposition(value, out name, out isFile)) return false;
                    break;
                case "content-type":
                    hasOwnEncoding |= value.Contains("charset", StringComparison.OrdinalIgnoreCase) && !value.Contains("utf-8", StringComparison.OrdinalIgnoreCase);
                    break;
                case "content-transfer-encoding":
                    hasOwnEncoding |= value.ToLowerInvariant() is not ("binary" or "8bit" or "7bit");
                    break;
            }
        }

        if (name is null) return false;
        head = new(name, isFile, hasOwnEncoding);
        return true;
    }

    // form-data; name="recipient"; filename="a.png"
    private static bool TryReadDisposition(string value, out string? name, out bool isFile)
    {
        name = null;
        isFile = false;
        var parameters = value.Split(';', StringSplitOptions.TrimEntries);
        if (!parameters[0].Equals("form-data", StringComparison.OrdinalIgnoreCase)) return false;
        foreach (var parameter in parameters.AsSpan(1))
        {
            var key = parameter.Split('=')[0].Trim().ToLowerInvariant();
            isFile |= key.StartsWith("filename", StringComparison.Ordinal);
            if (key.StartsWith("name*", StringComparison.Ordinal)) return false;
            if (key != "name") continue;
            var text = parameter[(parameter.IndexOf('=', StringComparison.Ordinal) + 1)..].Trim();
            if (name is not null || !TryUnquote(text, out name)) return false;
        }

        return name is not null;
    }

    private static bool TryUnquote(string text, out string? name)
    {
        var isQuoted = text.Length >= 2 && text[0] == '"' && text[^1] == '"';
        name = isQuoted ? text[1..^1] : text;
        return name.AsSpan().IndexOfAny('"', '\\') < 0;
    }
}

using System.Buffers;

namespace PolicyProxy.Platforms.Requests;

/// <summary>What servers could take the name of a form's field for.</summary>
internal static class FieldNames
{
    private static readonly SearchValues<char> PlainCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");

    /// <summary>Whether a name is what it is for every server, so that folding does not change it.</summary>
    public static bool IsPlain(ReadOnlySpan<char> written) => !written.ContainsAnyExcept(PlainCharacters);

    /// <summary>
    /// A name as any server could fold it: decoded as often as it goes, cut at a NUL, trimmed, dots and spaces for underscores, the two letters
    /// that only Unicode takes for ASCII ones, cut at the first bracket.
    /// </summary>
    /// <param name="written">The decoded name.</param>
    /// <param name="brackets">What follows from the first bracket on.</param>
    public static string Fold(string written, out string brackets)
    {
        brackets = "";
        if (IsPlain(written)) return written;

        var decoded = written;
        for (var next = Uri.UnescapeDataString(decoded); next != decoded; next = Uri.UnescapeDataString(decoded)) decoded = next;
        var name = decoded.Split('\0')[0].Trim().Trim('\ufeff').Trim().Replace('\u017f', 's').Replace('\u212a', 'k');
        var bracket = name.IndexOf('[', StringComparison.Ordinal);
        brackets = bracket < 0 ? "" : name[bracket..];
        return (bracket < 0 ? name : name[..bracket]).Replace('.', '_').Replace(' ', '_');
    }
}

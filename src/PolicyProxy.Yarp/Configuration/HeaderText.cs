namespace PolicyProxy.Yarp.Configuration;

/// <summary>Reads a header of a configured answer, written as <c>Name: value</c>.</summary>
internal static class HeaderText
{
    /// <summary>Name and value; null for what cannot be sent as it is.</summary>
    public static KeyValuePair<string, string>? Parse(string header) =>
        header.Split(':', 2, StringSplitOptions.TrimEntries) is [{ Length: > 0 } name, { Length: > 0 } value]
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
        && value.All(c => c is >= ' ' and <= '~')
            ? new(name, value)
            : null;
}

namespace PolicyProxy.Yarp.Configuration;

/// <summary>Reads a file that holds a secret.</summary>
internal static class SecretFile
{
    /// <summary>The secret, without the blanks around it; null when there is none to be had.</summary>
    /// <param name="key">The key that names the file.</param>
    /// <param name="file">The file.</param>
    /// <param name="secret">What belongs in it, for example <c>app secret</c>.</param>
    /// <param name="errors">Takes one line when it cannot be read.</param>
    public static string? Read(string key, string file, string secret, ICollection<string> errors)
    {
        try
        {
            var text = File.ReadAllText(file).Trim();
            if (text.Length > 0) return text;
            errors.Add($"{key}: the file \"{file}\" is empty; the {secret} belongs in it.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            errors.Add($"{key}: the file \"{file}\" cannot be read; a readable file that holds the {secret} belongs here.");
        }

        return null;
    }
}

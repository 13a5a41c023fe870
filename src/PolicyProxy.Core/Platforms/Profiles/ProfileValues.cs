namespace PolicyProxy.Platforms.Profiles;

/// <summary>The values of one request or event that a profile asks for.</summary>
/// <param name="paths">Where they stand.</param>
internal sealed class ProfileValues(ValuePaths paths)
{
    // What stands for an object, an array, or a number that is no id: there, but no text.
    private static readonly string NoText = new('\0', 1);

    private readonly string?[] _texts = new string?[paths.Count];

    /// <summary>The first thing found that cannot be read exactly one way; null when there is none.</summary>
    public string? Problem { get; private set; }

    /// <summary>Notes a problem; the first one stands.</summary>
    public void Fail(string problem) => Problem ??= problem;

    /// <summary>Forgets everything, for the next event.</summary>
    public void Clear()
    {
        Problem = null;
        Array.Clear(_texts);
    }

    /// <summary>Takes in a value; null for what is there but is no text.</summary>
    public void Set(int slot, string? text) => _texts[slot] = text ?? NoText;

    /// <summary>Whether the value is there and not empty.</summary>
    public bool Has(int slot) => _texts[slot] is { Length: > 0 };

    /// <summary>What the value is, in words that give nothing of it away.</summary>
    public string InWords(int slot) => _texts[slot] switch
    {
        null => "nothing",
        { } text when ReferenceEquals(text, NoText) => "no text or whole number",
        { } text => UnreadableEvent.Shape(text),
    };

    /// <summary>The value's text; null when it is not there or empty; a problem when it is no text.</summary>
    public string? Text(int slot)
    {
        if (_texts[slot] is not { Length: > 0 } text) return null;
        if (!ReferenceEquals(text, NoText)) return text;
        Fail($"{paths.Path(slot)} is not a text or whole number");
        return null;
    }
}

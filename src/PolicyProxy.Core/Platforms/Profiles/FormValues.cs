using PolicyProxy.Platforms.Meta.Requests;

namespace PolicyProxy.Platforms.Profiles;

/// <summary>Takes the values that a profile asks for out of queries and forms, each at most once wherever it stands.</summary>
/// <param name="root">What is asked for.</param>
/// <param name="values">Takes the values and problems.</param>
internal sealed class FormValues(ValueNode root, ProfileValues values) : IFormFields
{
    private ulong _seen;

    /// <summary>Whether anything that is asked for was there.</summary>
    public bool HasAny => _seen != 0;

    public bool IsRead(string name) => root.Find(ParameterNames.Fold(name, out _), out _) >= 0;

    public void Add(string name, TextRange range, string text) => Add(name, text);

    public void Fail(string problem) => values.Fail(problem);

    /// <summary>Takes the parameters of a text, in which each character is one byte.</summary>
    public void Read(string text)
    {
        if (text.Length == 0) return;
        var count = 0;
        foreach (var (nameRange, valueRange) in FormText.Pairs(text))
        {
            if (++count > FormText.MostPairs) Fail($"there are more than {FormText.MostPairs} parameters");
            if (HidesParameter(text.AsSpan()[nameRange.Start..valueRange.End])) Fail("a parameter can be read as more than one");
            var rawName = text.AsSpan()[nameRange];
            if (ParameterNames.IsPlain(rawName) && root.Find(rawName, out _) < 0) continue;
            var name = FormText.Decode(rawName);
            if (!IsRead(name)) continue;
            var raw = text.AsSpan()[valueRange];
            if (FormText.HasBrokenEscape(raw)) Fail($"the value of {ParameterNames.Fold(name, out _)} is not percent-encoded the right way");
            Add(name, FormText.Decode(raw));
        }
    }

    private void Add(string name, string text)
    {
        var index = root.Find(ParameterNames.Fold(name, out _), out var isExact);
        if (!isExact || name != root[index].Name) Fail($"the parameter {root[index].Name} is not written by its plain name");
        if ((_seen & (1UL << index)) != 0) Fail($"the parameter {root[index].Name} is given more than once");
        _seen |= 1UL << index;
        if (text.Contains('\ufffd', StringComparison.Ordinal)) Fail($"the parameter {root[index].Name} is not UTF-8");
        JsonValues.ReadText(text, root[index], values);
    }

    // Some servers take a semicolon for an ampersand.
    private bool HidesParameter(ReadOnlySpan<char> pair)
    {
        if (!pair.Contains(';')) return false;
        foreach (var range in pair.Split(';'))
        {
            var piece = pair[range];
            var equals = piece.IndexOf('=');
            if (range.Start.Value > 0 && equals >= 0 && IsRead(FormText.Decode(piece[..equals]))) return true;
        }

        return false;
    }
}

using PolicyProxy.Platforms.Requests;

namespace PolicyProxy.Platforms.Profiles;

/// <summary>Takes the values that a profile asks for out of queries and forms, each at most once wherever it stands.</summary>
/// <param name="root">What is asked for.</param>
/// <param name="values">Takes the values and problems.</param>
internal sealed class FormValues(ValueNode root, ProfileValues values) : IFormFields
{
    private ulong _seen;

    /// <summary>Whether anything that is asked for was there.</summary>
    public bool HasAny => _seen != 0;

    public bool IsRead(ReadOnlySpan<char> name) => root.Find(FieldNames.IsPlain(name) ? name : FieldNames.Fold(name.ToString(), out _), out _) >= 0;

    public void Fail(string problem) => values.Fail(problem);

    public void Add(string name, TextRange range, bool isEncoded, string text)
    {
        var index = root.Find(FieldNames.Fold(name, out _), out var isExact);
        if (!isExact || name != root[index].Name) Fail($"the parameter {root[index].Name} is not written by its plain name");
        if ((_seen & (1UL << index)) != 0) Fail($"the parameter {root[index].Name} is given more than once");
        _seen |= 1UL << index;
        if (text.Contains('\ufffd', StringComparison.Ordinal)) Fail($"the parameter {root[index].Name} is not UTF-8");
        JsonValues.ReadText(text, root[index], values);
    }
}

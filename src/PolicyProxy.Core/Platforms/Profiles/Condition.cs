namespace PolicyProxy.Platforms.Profiles;

/// <summary>What a condition says of its value.</summary>
internal enum ConditionKind
{
    /// <summary>It is one of several words.</summary>
    In,

    /// <summary>It begins with one of several texts.</summary>
    StartsWith,

    /// <summary>It is there and not empty.</summary>
    Exists,

    /// <summary>It is not there, or empty.</summary>
    Missing,

    /// <summary>It is an id of a kind.</summary>
    Form,

    /// <summary>It is the same text as another value.</summary>
    Same,

    /// <summary>It is there, and so is another value, with another text.</summary>
    Differs,
}

/// <summary>Something that is said of one value of a request or event.</summary>
/// <param name="Slot">The value.</param>
/// <param name="Kind">What is said of it.</param>
internal sealed record Condition(int Slot, ConditionKind Kind)
{
    /// <summary>What the value is when it is not there; null for nothing.</summary>
    public string? Default { get; init; }

    /// <summary>The words or beginnings.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>Whether letter case makes no difference.</summary>
    public bool IgnoresCase { get; init; }

    /// <summary>The kind of id.</summary>
    public IdKind Form { get; init; }

    /// <summary>The other value.</summary>
    public int OtherSlot { get; init; }

    /// <summary>Whether all of several conditions hold.</summary>
    internal static bool AllHold(IReadOnlyList<Condition> conditions, ProfileValues values)
    {
        for (var i = 0; i < conditions.Count; i++)
        {
            if (!conditions[i].Holds(values)) return false;
        }

        return true;
    }

    private bool Holds(ProfileValues values)
    {
        if (Kind == ConditionKind.Exists) return values.Has(Slot);
        if (Kind == ConditionKind.Missing) return !values.Has(Slot);
        if ((values.Text(Slot) ?? Default) is not { } text) return false;
        return Kind switch
        {
            ConditionKind.Form => IdForm.Read(Form, text) is not null,
            ConditionKind.Same => values.Text(OtherSlot) == text,
            ConditionKind.Differs => values.Text(OtherSlot) is { } other && other != text,
            _ => HasWord(text),
        };
    }

    private bool HasWord(string text)
    {
        var comparison = IgnoresCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        for (var i = 0; i < Words.Count; i++)
        {
            if (Kind == ConditionKind.In ? text.Equals(Words[i], comparison) : text.StartsWith(Words[i], comparison)) return true;
        }

        return false;
    }
}

namespace PolicyProxy.Platforms.Profiles;

/// <summary>One place where an id can stand.</summary>
/// <param name="Slot">The value.</param>
/// <param name="Prefix">What is put before it, so that it can be told from other ids; empty for nothing.</param>
/// <param name="When">What has to hold for it to be looked at.</param>
internal sealed record ValueSource(int Slot, string Prefix, IReadOnlyList<Condition> When)
{
    /// <summary>What an id has to be here, in words: of the forms only what follows the prefix that is put before it.</summary>
    internal string InWords(IReadOnlyList<IdForm> forms)
    {
        var own = forms.Where(form => Prefix.Length > 0 && form.Prefix.Equals(Prefix, StringComparison.OrdinalIgnoreCase)).Select(form => form with { Prefix = "" }).ToList();
        return string.Join(", or ", (own.Count > 0 ? own : forms).Select(form => form.InWords));
    }

    /// <summary>Whether it is looked at.</summary>
    internal bool Applies(ProfileValues values) => Condition.AllHold(When, values);

    /// <summary>The id as written; null when there is none.</summary>
    internal string? Read(ProfileValues values)
    {
        if (!Applies(values) || values.Text(Slot) is not { } text) return null;
        return Prefix.Length == 0 ? text : Prefix + text;
    }
}

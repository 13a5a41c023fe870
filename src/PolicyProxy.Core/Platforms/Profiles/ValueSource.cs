namespace PolicyProxy.Platforms.Profiles;

/// <summary>One place where an id can stand.</summary>
/// <param name="Slot">The value.</param>
/// <param name="Prefix">What is put before it, so that it can be told from other ids; empty for nothing.</param>
/// <param name="When">What has to hold for it to be looked at.</param>
internal sealed record ValueSource(int Slot, string Prefix, IReadOnlyList<Condition> When)
{
    /// <summary>The id as written; null when there is none.</summary>
    internal string? Read(ProfileValues values)
    {
        if (!Condition.AllHold(When, values) || values.Text(Slot) is not { } text) return null;
        return Prefix.Length == 0 ? text : Prefix + text;
    }
}

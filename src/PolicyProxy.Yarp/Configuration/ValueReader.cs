using PolicyProxy.Platforms.Profiles;

namespace PolicyProxy.Yarp.Configuration;

/// <summary>Reads what a platform's description says of the values in a request or event, collecting everything wrong with it.</summary>
/// <param name="values">Takes the values.</param>
/// <param name="errors">Takes one line an error.</param>
internal sealed class ValueReader(ValuePaths values, ICollection<string> errors)
{
    /// <summary>The places where an id can stand.</summary>
    public IReadOnlyList<ValueSource> ReadSources(string key, List<ValueOptions> sources) =>
        [.. sources.Select((source, i) => new ValueSource(ReadSlot($"{key}:{i}:Value", source.Value), source.As, ReadConditions($"{key}:{i}:When", source.When)))];

    /// <summary>Conditions of which there is at least one.</summary>
    public IReadOnlyList<Condition> ReadRule(string key, RuleOptions rule)
    {
        if (rule.When.Count == 0) errors.Add($"{key}:When: is empty, and would always hold; at least one condition belongs here.");
        return ReadConditions($"{key}:When", rule.When);
    }

    /// <summary>Conditions that all have to hold.</summary>
    public IReadOnlyList<Condition> ReadConditions(string key, List<ConditionOptions> conditions) =>
        [.. conditions.Select((condition, i) => ReadCondition($"{key}:{i}", condition))];

    /// <summary>A value's place.</summary>
    public int ReadSlot(string key, string? path)
    {
        if (values.Add(path) is { } slot) return slot;
        errors.Add(path is null
            ? $"{key}: is missing; the path of a value, such as message.type, belongs here."
            : $"{key}: \"{path}\" is not right; names with dots between them (message.type), [] behind that of an array of one element, {(values.CanReadHeaders ? "a capture of every path ({name}), or a header that goes on to the platform (header:X-To)," : "or a capture of every path ({name}),")} belong here.");
        return 0;
    }

    private Condition ReadCondition(string key, ConditionOptions options)
    {
        var slot = ReadSlot($"{key}:Value", options.Value);
        var kinds = Kinds(options).ToList();
        if (kinds.Count != 1) errors.Add($"{key}: has {kinds.Count} conditions; exactly one of In, StartsWith, Exists, Form, Same and Differs belongs beside Value.");
        var other = options.Same ?? options.Differs;
        return new(slot, kinds.Count == 0 ? ConditionKind.Exists : kinds[0])
        {
            Words = options.In.Count > 0 ? options.In : options.StartsWith,
            IgnoresCase = options.IgnoreCase,
            Form = options.Form ?? default,
            Default = options.Default,
            OtherSlot = other is null ? 0 : ReadSlot($"{key}:{(options.Same is null ? nameof(options.Differs) : nameof(options.Same))}", other),
        };
    }

    private static IEnumerable<ConditionKind> Kinds(ConditionOptions options)
    {
        if (options.In.Count > 0) yield return ConditionKind.In;
        if (options.StartsWith.Count > 0) yield return ConditionKind.StartsWith;
        if (options.Exists is { } exists) yield return exists ? ConditionKind.Exists : ConditionKind.Missing;
        if (options.Form is not null) yield return ConditionKind.Form;
        if (options.Same is not null) yield return ConditionKind.Same;
        if (options.Differs is not null) yield return ConditionKind.Differs;
    }
}

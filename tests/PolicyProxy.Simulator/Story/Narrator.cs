namespace PolicyProxy.Simulator.Story;

/// <summary>Tells what happens line by line, and counts what is not as the rules say.</summary>
internal sealed class Narrator(TextWriter output)
{
    private int _checks;
    private int _deviations;

    /// <summary>Whether all that was checked held.</summary>
    public bool IsTrue => _deviations == 0;

    /// <summary>Begins a rule.</summary>
    public void Chapter(string title) => output.WriteLine($"\n{title}");

    /// <summary>Says what happens.</summary>
    public void Tell(string text) => output.WriteLine($"         {text}");

    /// <summary>Checks something.</summary>
    /// <param name="text">What has to be so.</param>
    /// <param name="deviations">What would be against it, and whether it is the case.</param>
    public void Check(string text, params IReadOnlyList<(bool IsSo, string Text)> deviations)
    {
        var found = deviations.Where(deviation => deviation.IsSo).Select(deviation => deviation.Text).ToList();
        _checks++;
        if (found.Count > 0) _deviations++;
        output.WriteLine(found.Count == 0 ? $"  ok     {text}" : $"  WRONG  {text}: {string.Join("; ", found)}");
    }

    /// <summary>Says how it ended.</summary>
    public void End() => output.WriteLine(IsTrue ? $"\nAll {_checks} checks hold." : $"\n{_deviations} of {_checks} checks do not hold.");
}

using System.Buffers;

namespace PolicyProxy.Platforms.Meta.Requests;

/// <summary>
/// Takes in parameters by the names that forms give them: plain ones, and PHP's <c>recipient[id]</c>, of which an object is made.
/// </summary>
/// <param name="parameters">Takes the parameters.</param>
internal sealed class ParameterNames(GraphParameters parameters) : IFormFields
{
    private static readonly SearchValues<char> PlainCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");

    private Dictionary<GraphParameter, (BracketTree Tree, TextRange Range)>? _trees;

    /// <summary>Notes a problem; the first one stands.</summary>
    public void Fail(string problem) => parameters.Fail(problem);

    public bool IsRead(string name) => GraphParameterNames.TryFind(Fold(name, out _), out _, out _);

    public void Add(string name, TextRange range, string text)
    {
        if (TryFind(name, out var found)) Add(found, new(range, ValueForm.Plain, default, text));
    }

    /// <summary>Finds what a name means; a spelling that only some servers fold into a parameter's name is a problem.</summary>
    /// <returns>False when it names nothing that the policy reads.</returns>
    public bool TryFind(string written, out (GraphParameter Parameter, string[] Path) name)
    {
        name = default;
        if (!GraphParameterNames.TryFind(Fold(written, out var brackets), out var parameter, out var isExact)) return false;
        var path = BracketTree.Path(brackets);
        if (!isExact || path is null || written != parameter.Wire() + brackets)
            parameters.Fail($"the parameter {parameter.Wire()} is not written by its plain name");
        name = (parameter, path ?? []);
        return true;
    }

    /// <summary>Takes in a value, which is a text.</summary>
    public void Add((GraphParameter Parameter, string[] Path) name, GraphValue value)
    {
        if (name.Path.Length == 0)
        {
            parameters.Add(name.Parameter, value);
            return;
        }

        _trees ??= [];
        if (!_trees.TryGetValue(name.Parameter, out var pieces)) _trees[name.Parameter] = pieces = (new(), value.Range with { Length = 0 });
        if (!pieces.Tree.TryAdd(name.Path, value.Text!)) parameters.Fail($"the parameter {name.Parameter.Wire()} is given more than once");
    }

    /// <summary>Makes objects of what came in brackets.</summary>
    public void Complete()
    {
        if (_trees is null) return;
        foreach (var (parameter, (tree, range)) in _trees) parameters.Add(parameter, new(range, ValueForm.Json, tree.ToJson(), null));
    }

    /// <summary>Whether a name is what it is for every server, so that folding does not change it.</summary>
    public static bool IsPlain(ReadOnlySpan<char> written) => !written.ContainsAnyExcept(PlainCharacters);

    /// <summary>
    /// A name as any server could fold it: decoded as often as it goes, cut at a NUL, trimmed, dots and spaces for underscores, the two letters
    /// that only Unicode takes for ASCII ones, cut at the first bracket.
    /// </summary>
    /// <param name="written">The decoded name.</param>
    /// <param name="brackets">What follows from the first bracket on.</param>
    public static string Fold(string written, out string brackets)
    {
        brackets = "";
        if (IsPlain(written)) return written;

        var decoded = written;
        for (var next = Uri.UnescapeDataString(decoded); next != decoded; next = Uri.UnescapeDataString(decoded)) decoded = next;
        var name = decoded.Split('\0')[0].Trim().Trim('\ufeff').Trim().Replace('\u017f', 's').Replace('\u212a', 'k');
        var bracket = name.IndexOf('[', StringComparison.Ordinal);
        brackets = bracket < 0 ? "" : name[bracket..];
        return (bracket < 0 ? name : name[..bracket]).Replace('.', '_').Replace(' ', '_');
    }
}

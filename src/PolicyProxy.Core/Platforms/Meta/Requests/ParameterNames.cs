using PolicyProxy.Platforms.Requests;

namespace PolicyProxy.Platforms.Meta.Requests;

/// <summary>
/// Takes in parameters by the names that forms give them: plain ones, and PHP's <c>recipient[id]</c>, of which an object is made.
/// </summary>
/// <param name="parameters">Takes the parameters.</param>
internal sealed class ParameterNames(GraphParameters parameters) : IFormFields
{
    private Dictionary<GraphParameter, (BracketTree Tree, TextRange Range)>? _trees;

    /// <summary>Notes a problem; the first one stands.</summary>
    public void Fail(string problem) => parameters.Fail(problem);

    public bool IsRead(ReadOnlySpan<char> name) =>
        GraphParameterNames.TryFind(FieldNames.IsPlain(name) ? name : FieldNames.Fold(name.ToString(), out _), out _, out _);

    public void Add(string name, TextRange range, bool isEncoded, string text)
    {
        if (TryFind(name, out var found)) Add(found, new(range, isEncoded ? ValueForm.Encoded : ValueForm.Plain, default, text));
    }

    /// <summary>Finds what a name means; a spelling that only some servers fold into a parameter's name is a problem.</summary>
    /// <returns>False when it names nothing that the policy reads.</returns>
    private bool TryFind(string written, out (GraphParameter Parameter, string[] Path) name)
    {
        name = default;
        if (!GraphParameterNames.TryFind(FieldNames.Fold(written, out var brackets), out var parameter, out var isExact)) return false;
        var path = BracketTree.Path(brackets);
        if (!isExact || path is null || written != parameter.Wire() + brackets)
            parameters.Fail($"the parameter {parameter.Wire()} is not written by its plain name");
        name = (parameter, path ?? []);
        return true;
    }

    /// <summary>Takes in a value, which is a text.</summary>
    private void Add((GraphParameter Parameter, string[] Path) name, GraphValue value)
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
}

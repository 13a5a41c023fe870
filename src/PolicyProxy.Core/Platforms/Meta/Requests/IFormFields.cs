namespace PolicyProxy.Platforms.Meta.Requests;

/// <summary>Takes the fields of a form that the policy reads.</summary>
internal interface IFormFields
{
    /// <summary>Whether a field of this name, as any server could fold it, is one that the policy reads.</summary>
    bool IsRead(string name);

    /// <summary>Takes in a field.</summary>
    /// <param name="name">The name as written.</param>
    /// <param name="range">Where its value stands, as it is.</param>
    /// <param name="text">The value.</param>
    void Add(string name, TextRange range, string text);

    /// <summary>Notes a problem; the first one stands.</summary>
    void Fail(string problem);
}

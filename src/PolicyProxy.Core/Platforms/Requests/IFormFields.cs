namespace PolicyProxy.Platforms.Requests;

/// <summary>Takes the fields of a form that the policy reads.</summary>
internal interface IFormFields
{
    /// <summary>Whether a field of this name, as any server could fold it, is one that the policy reads.</summary>
    bool IsRead(ReadOnlySpan<char> name);

    /// <summary>Takes in a field.</summary>
    /// <param name="name">The name as written.</param>
    /// <param name="range">Where its value stands, as it is.</param>
    /// <param name="isEncoded">Whether the value stands there percent-encoded.</param>
    /// <param name="text">The value, decoded.</param>
    void Add(string name, TextRange range, bool isEncoded, string text);

    /// <summary>Notes a problem; the first one stands.</summary>
    void Fail(string problem);
}

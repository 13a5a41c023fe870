namespace PolicyProxy.Windows;

/// <summary>The store could not answer, or not in time. The message names no secret and no full contact.</summary>
public sealed class WindowStoreException : Exception
{
    /// <summary>A failure that <paramref name="message"/> describes.</summary>
    public WindowStoreException(string message)
        : base(message)
    {
    }

    /// <summary>A failure that <paramref name="message"/> describes and <paramref name="innerException"/> caused.</summary>
    public WindowStoreException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>A failure without a description.</summary>
    public WindowStoreException()
    {
    }

    /// <summary>Whether the store itself works, and only what it holds under one key cannot be read.</summary>
    public bool IsOfOneKey { get; init; }

    /// <summary>The channel whose conversation that is; null where it is not known, or there are several.</summary>
    public string? Channel { get; init; }

    /// <summary>The records that were not kept, while the others of the call were; null when that is known of none.</summary>
    public IReadOnlyList<WindowRecord>? NotKept { get; init; }
}

using PolicyProxy.Policy;

namespace PolicyProxy.Stores;

/// <summary>What a store that others share tells by itself.</summary>
internal interface IStoreNews
{
    /// <summary>The store may have lost what it was told last, or all of it; says why.</summary>
    event Action<string>? Doubted;

    /// <summary>The store has lost all that it was told; says why.</summary>
    event Action<string>? Emptied;

    /// <summary>A conversation was erased, by whichever gateway, at that time.</summary>
    event Action<ConversationId, DateTimeOffset>? Erased;

    /// <summary>So long was the store out of reach that erasures may have been missed.</summary>
    event Action? ErasuresMissed;
}

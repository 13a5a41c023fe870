namespace PolicyProxy.Chaos.World;

/// <summary>How a platform or a helpdesk behaves.</summary>
internal enum StubMode
{
    Answering,

    /// <summary>Takes requests and answers when the fault is over.</summary>
    Hanging,

    /// <summary>Takes requests and breaks the connection.</summary>
    Resetting,

    /// <summary>Answers 500.</summary>
    Failing,

    /// <summary>Answers 429.</summary>
    Throttling,

    /// <summary>Does not listen.</summary>
    Down,
}

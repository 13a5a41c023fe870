namespace PolicyProxy.Chaos.History;

/// <summary>What the answer to a request says became of one send in it.</summary>
internal enum Outcome
{
    /// <summary>No answer, or one that does not tell.</summary>
    Unknown,

    /// <summary>Forwarded, and the platform took it.</summary>
    Delivered,

    /// <summary>Forwarded, and the platform failed or did not answer.</summary>
    Allowed,

    /// <summary>Refused because no window is open.</summary>
    Closed,

    /// <summary>Refused for another reason.</summary>
    Refused,

    /// <summary>Refused for the moment.</summary>
    Temporary,
}

namespace PolicyProxy.Yarp.Proxy;

/// <summary>Why a body was not read.</summary>
internal enum BodyProblem
{
    /// <summary>It was.</summary>
    None,

    /// <summary>It is longer than is read of one request.</summary>
    TooLarge,

    /// <summary>The bodies of all requests together are more than is held: later there will be room.</summary>
    Overloaded,
}

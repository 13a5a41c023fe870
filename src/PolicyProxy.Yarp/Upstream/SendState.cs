namespace PolicyProxy.Yarp.Upstream;

/// <summary>How far it is with what goes out together with what other connections send.</summary>
internal enum SendState
{
    /// <summary>There is nothing to be sent, or it is sent.</summary>
    Quiet,

    /// <summary>It waits for the others.</summary>
    Waiting,

    /// <summary>It is being sent.</summary>
    UnderWay,
}

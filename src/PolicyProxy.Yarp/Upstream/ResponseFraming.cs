namespace PolicyProxy.Yarp.Upstream;

/// <summary>How the end of an answer's body is known.</summary>
internal enum ResponseFraming
{
    /// <summary>Its length is told, maybe as nothing.</summary>
    Length,

    /// <summary>It comes in chunks, the last of which is empty.</summary>
    Chunks,

    /// <summary>The other side closes the connection.</summary>
    Close,
}

namespace PolicyProxy.Chaos.World;

/// <summary>What a link does with what it carries.</summary>
internal enum LinkMode
{
    Open,

    /// <summary>Everything comes later.</summary>
    Slow,

    /// <summary>Nothing comes through, and nobody is told.</summary>
    Silent,

    /// <summary>Connections are broken, old and new.</summary>
    Cut,
}

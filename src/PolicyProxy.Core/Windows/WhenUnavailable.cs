namespace PolicyProxy.Windows;

/// <summary>What becomes of a send while the store cannot say whether its window is open.</summary>
public enum WhenUnavailable
{
    /// <summary>It is refused with a temporary error. The default.</summary>
    Refuse,

    /// <summary>It is allowed.</summary>
    Allow,
}

namespace PolicyProxy.Simulator;

/// <summary>What became of a message, as its writer knows it.</summary>
internal enum MessageState
{
    /// <summary>On its way, perhaps for the second time.</summary>
    Waiting,

    /// <summary>Taken by the platform, which has not said more yet.</summary>
    Sent,

    Delivered,

    NotDelivered,

    /// <summary>Not sent for the moment: to try again later makes sense.</summary>
    TryAgain,
}

namespace PolicyProxy.Yarp.Diagnostics;

/// <summary>A decision of the recent past, for whoever runs the gateway.</summary>
/// <param name="Time">When it was made.</param>
/// <param name="Channel">The channel's name.</param>
/// <param name="Contact">The client, masked to the last four characters; null when the send names none.</param>
/// <param name="Verdict">The word of <c>X-Policy-Verdict</c>.</param>
/// <param name="Reason">The word of <c>X-Policy-Reason</c>.</param>
public sealed record RecentDecision(DateTimeOffset Time, string Channel, string? Contact, string Verdict, string Reason);

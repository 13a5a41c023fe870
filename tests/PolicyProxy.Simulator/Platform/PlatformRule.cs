namespace PolicyProxy.Simulator.Platform;

/// <summary>The reply window as the platforms themselves enforce it. Nothing of the gateway is used here: the two check each other.</summary>
internal static class PlatformRule
{
    private static readonly TimeSpan Standard = TimeSpan.FromHours(24);

    private static readonly TimeSpan HumanAgent = TimeSpan.FromDays(7);

    /// <summary>Whether the platform delivers a message of the company's.</summary>
    /// <param name="channel">The platform.</param>
    /// <param name="message">The message.</param>
    /// <param name="clientWrote">When the client last wrote; null for never.</param>
    /// <param name="now">The time.</param>
    public static bool Permits(Channel channel, SentMessage message, DateTimeOffset? clientWrote, DateTimeOffset now)
    {
        if (channel.IsWhatsApp && message.IsTemplate) return true;
        var window = !channel.IsWhatsApp && message.Tag == "HUMAN_AGENT" ? HumanAgent : Standard;
        return clientWrote is { } last && now < last + window;
    }
}

using System.Collections.ObjectModel;
using System.Globalization;

namespace PolicyProxy.Yarp.Configuration;

/// <summary>The metadata that YARP keeps of one of the policy's routes: what is configured, and with it what the policy has to do there.</summary>
internal sealed class PolicyMetadata : ReadOnlyDictionary<string, string>
{
    // YARP keeps a route whose configuration is equal: this differs with every build, so that an edit of a channel alone makes a new route.
    // In a file it is an unknown key, and so an error.
    private const string BuildKey = "Messaging.Build";

    /// <summary>The metadata of one route.</summary>
    /// <param name="configured">What the configuration says.</param>
    /// <param name="route">What the policy does on the route.</param>
    /// <param name="build">The number of the build that made it.</param>
    public PolicyMetadata(IReadOnlyDictionary<string, string> configured, PolicyRoute route, long build)
        : base(new Dictionary<string, string>(configured, StringComparer.OrdinalIgnoreCase) { [BuildKey] = build.ToString(CultureInfo.InvariantCulture) }) =>
        (Route, IsSend) = (route, configured.ContainsKey(PolicyRoute.SendKey));

    /// <summary>What the policy does on the route.</summary>
    public PolicyRoute Route { get; }

    /// <summary>Whether the route judges sends; otherwise it captures webhooks.</summary>
    public bool IsSend { get; }
}

using System.Collections.ObjectModel;
using System.Globalization;

namespace PolicyProxy.Yarp.Configuration;

/// <summary>The metadata that YARP keeps of a route on which more is done than forwarding: what is configured, and with it what is to be done.</summary>
internal sealed class PolicyMetadata : ReadOnlyDictionary<string, string>
{
    // YARP keeps a route whose configuration is equal: this differs with every build, so that an edit of a channel alone makes a new route.
    // In a file it is an unknown key, and so an error.
    private const string BuildKey = "Messaging.Build";

    /// <summary>The metadata of one route.</summary>
    /// <param name="configured">What the configuration says; null for nothing.</param>
    /// <param name="route">What is done on the route.</param>
    /// <param name="build">The number of the build that made it.</param>
    public PolicyMetadata(IReadOnlyDictionary<string, string>? configured, PolicyRoute route, long build)
        : base(new Dictionary<string, string>(configured ?? Empty, StringComparer.OrdinalIgnoreCase) { [BuildKey] = build.ToString(CultureInfo.InvariantCulture) }) =>
        Route = route;

    /// <summary>What is done on the route.</summary>
    public PolicyRoute Route { get; }
}

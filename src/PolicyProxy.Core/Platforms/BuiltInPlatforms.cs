using System.Collections.Frozen;
using PolicyProxy.Platforms.Instagram;
using PolicyProxy.Platforms.Messenger;
using PolicyProxy.Platforms.WhatsApp;

namespace PolicyProxy.Platforms;

/// <summary>The platforms the product knows by itself, by name.</summary>
public static class BuiltInPlatforms
{
    /// <summary>Each platform under the name that a channel's <c>Platform</c> selects it by; letter case does not matter.</summary>
    public static FrozenDictionary<string, IPlatform> All { get; } =
        new IPlatform[] { new WhatsAppPlatform(), new MessengerPlatform(), new InstagramPlatform() }
            .ToFrozenDictionary(platform => platform.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>These and others beside them, by name.</summary>
    /// <param name="others">Platforms that the product does not know by itself.</param>
    /// <exception cref="ArgumentException">Two platforms have one name.</exception>
    public static FrozenDictionary<string, IPlatform> With(IEnumerable<IPlatform> others)
    {
        ArgumentNullException.ThrowIfNull(others);
        var platforms = new Dictionary<string, IPlatform>(All, StringComparer.OrdinalIgnoreCase);
        foreach (var other in others)
        {
            if (!platforms.TryAdd(other.Name, other))
                throw new ArgumentException($"There is more than one platform \"{other.Name}\"; a platform that is added has a name of its own, besides {string.Join(", ", All.Keys.Order())}.", nameof(others));
        }

        return platforms.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }
}

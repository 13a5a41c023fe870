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
}

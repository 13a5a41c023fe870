using System.Collections.Frozen;
using Microsoft.Extensions.Configuration;
using PolicyProxy.Platforms;
using PolicyProxy.Yarp.Configuration;

namespace PolicyProxy.Benchmarks.Operations;

/// <summary>The platforms that are built in, and those that JSON describes: the shipped Twilio and WeChat, and WhatsApp once more.</summary>
internal static class MeasuredPlatforms
{
    public const string DescribedWhatsApp = "Described WhatsApp";

    private static readonly FrozenDictionary<string, IPlatform?> All = Read("whatsapp.json", "twilio.json", "wechat.json");

    public static IPlatform Find(string name) => All[name]!;

    private static FrozenDictionary<string, IPlatform?> Read(params string[] files)
    {
        var configuration = new ConfigurationBuilder();
        foreach (var file in files) configuration.AddJsonFile(Path.Combine(AppContext.BaseDirectory, "Platforms", file));
        var errors = new List<string>();
        var platforms = new PlatformsReader(BuiltInPlatforms.All, errors).Read(configuration.Build());
        return errors.Count == 0 ? platforms : throw new InvalidOperationException(string.Join('\n', errors));
    }
}

using System.Collections.Frozen;
using Microsoft.Extensions.Configuration;
using PolicyProxy.Platforms;
using Yarp.ReverseProxy.Configuration;

namespace PolicyProxy.Yarp.Configuration;

/// <summary>A whole valid configuration of the policy, which one request sees unchanged from beginning to end.</summary>
public sealed class MessagingModel
{
    /// <summary>The configuration section that holds the policy.</summary>
    internal const string SectionName = "Messaging";

    private readonly FrozenDictionary<string, PolicyRoute> _routes;

    private MessagingModel(MessagingOptions options, IReadOnlyList<Channel> channels, FrozenDictionary<string, PolicyRoute> routes) =>
        (Options, Channels, _routes) = (options, channels, routes);

    /// <summary>The options as configured.</summary>
    internal MessagingOptions Options { get; }

    /// <summary>The channels, by name.</summary>
    public IReadOnlyList<Channel> Channels { get; }

    /// <summary>A channel by its name; null when there is none.</summary>
    internal Channel? FindChannel(string name) => Channels.FirstOrDefault(channel => channel.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>What is done on a route of YARP's besides forwarding; null when that is nothing.</summary>
    internal PolicyRoute? Find(string routeId) => _routes.GetValueOrDefault(routeId);

    /// <summary>The rate limit of a route of YARP's; null when it has none.</summary>
    internal RateLimitOptions? FindRateLimit(string routeId) => Find(routeId)?.RateLimit?.Options;

    /// <summary>Builds the model, collecting everything wrong with the configuration.</summary>
    /// <param name="configuration">The configuration that has the sections <c>Messaging</c>, <c>Platforms</c> and <c>RateLimiting</c>.</param>
    /// <param name="routes">YARP's routes.</param>
    /// <param name="errors">Takes one line an error; each names the key and says what would be right.</param>
    /// <param name="platforms">The platforms that channels can be of, by name; null for the built-in ones.</param>
    /// <returns>The model, or null when there are errors.</returns>
    internal static MessagingModel? Build(
        IConfiguration configuration, IReadOnlyList<RouteConfig> routes, ICollection<string> errors, FrozenDictionary<string, IPlatform>? platforms = null)
    {
        var found = new List<string>();
        var options = new OptionsReader(found).Read<MessagingOptions>(configuration.GetSection(SectionName));
        if (options.Store.OperationTimeoutMs is < 1 or > 60_000)
            found.Add($"{SectionName}:Store:OperationTimeoutMs: {options.Store.OperationTimeoutMs} is not right; 1 to 60000 milliseconds belong here.");
        if (options.Store.ReassertMinutes is < 0 or > 24 * 60)
            found.Add($"{SectionName}:Store:ReassertMinutes: {options.Store.ReassertMinutes} is not right; 0 to 1440 minutes belong here.");
        if (string.IsNullOrWhiteSpace(options.Store.Journal))
            found.Add($"{SectionName}:Store:Journal: is empty; a folder such as data/journal belongs here.");
        CheckLimits(options.Limits, found);

        var readRoutes = new RouteReader(options.Channels.Keys, RateLimitReader.Read(configuration, found), found);
        foreach (var route in routes) readRoutes.Read(route);
        readRoutes.CheckUse();

        var channelReader = new ChannelReader(new PlatformsReader(platforms ?? BuiltInPlatforms.All, found).Read(configuration), found);
        var channels = options.Channels
            .Select(pair => channelReader.Read(pair.Key, pair.Value, options.Store, readRoutes.FixedAccounts(pair.Key)))
            .OfType<Channel>()
            .ToDictionary(channel => channel.Name, StringComparer.OrdinalIgnoreCase);

        var policyRoutes = readRoutes.Routes(channels, options.Limits);
        foreach (var (id, _) in policyRoutes.Where(pair => pair.Value.Role == RouteRole.Webhook && pair.Value.Channels.Select(channel => channel.IgnoresSignature).Distinct().Count() > 1))
            found.Add($"ReverseProxy:Routes:{id}:Metadata:{PolicyRoute.WebhookKey}: mixes channels with Signature Required and Ignored; give each kind a route of its own.");

        foreach (var (id, _) in policyRoutes.Where(pair => pair.Value.Role == RouteRole.Send && pair.Value.Apis.Count > 1))
            found.Add($"ReverseProxy:Routes:{id}:Metadata:{PolicyRoute.SendKey}: mixes channels whose platforms have APIs of their own; give each API a route of its own.");

        foreach (var channel in channels.Values) RefusalReader.CheckTold($"{SectionName}:Channels:{channel.Name}", channel, policyRoutes.Values, found);
        foreach (var error in found) errors.Add(error);
        return found.Count == 0 ? new(options, [.. channels.Values], policyRoutes) : null;
    }

    private static void CheckLimits(LimitOptions limits, List<string> errors)
    {
        const string Key = $"{SectionName}:Limits";
        var before = errors.Count;
        if (limits.SendBytes is < 1024 or > 64 * 1024 * 1024)
            errors.Add($"{Key}:SendBytes: {limits.SendBytes} is not right; 1024 to 67108864 bytes belong here.");
        if (limits.UploadBytes is < 1024 or > 256 * 1024 * 1024)
            errors.Add($"{Key}:UploadBytes: {limits.UploadBytes} is not right; 1024 to 268435456 bytes belong here.");
        if (limits.ConcurrentBodies is < 1 or > 1_000_000)
            errors.Add($"{Key}:ConcurrentBodies: {limits.ConcurrentBodies} is not right; 1 to 1000000 belongs here.");
        if (limits.BufferedBytes is < 32 * 1024 * 1024 or > 1024 * 1024 * 1024)
            errors.Add($"{Key}:BufferedBytes: {limits.BufferedBytes} is not right; 33554432 to 1073741824 bytes belong here.");
        if (errors.Count == before && limits.BufferedBytes < Math.Max(limits.SendBytes, limits.UploadBytes))
            errors.Add($"{Key}:BufferedBytes: {limits.BufferedBytes} is not right; at least SendBytes ({limits.SendBytes}) and UploadBytes ({limits.UploadBytes}) belongs here.");
    }
}

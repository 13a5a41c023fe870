using System.Globalization;
using PolicyProxy.Gateway.Configuration;
using PolicyProxy.Yarp.Configuration;
using Spectre.Console;
using Yarp.ReverseProxy.Configuration;

namespace PolicyProxy.Gateway.Commands;

/// <summary><c>policyproxy check</c>: says what a configuration does, for a person to review.</summary>
internal static class CheckCommand
{
    /// <summary>Prints routes, channels and policy of a configuration that is valid.</summary>
    public static Task<int> ExecuteAsync(PolicyFile file)
    {
        var routes = ProxyRoutes.Read(file.Configuration.GetSection("ReverseProxy"), []);
        var model = MessagingModel.Build(file.Configuration, routes, [])!;

        // A table that is piped into a file is not to be wrapped at a width nobody has.
        if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = 200;
        AnsiConsole.Write(Channels(model));
        AnsiConsole.Write(Routes(routes, model));
        AnsiConsole.WriteLine($"Store: {model.Options.Store.Provider}. {file.Path} is valid.");
        return Task.FromResult(GatewayCommands.Success);
    }

    private static Table Channels(MessagingModel model)
    {
        var table = new Table().AddColumns("Channel", "Platform", "Window", "Extended", "Outside the window", "Unknown contacts", "Webhooks", "Mode", "Accounts");
        foreach (var channel in model.Channels)
        {
            var policy = channel.Policy;
            table.AddRow(
                Plain(channel.Name),
                Plain(channel.Platform.Name),
                Hours(policy.Window) + (policy.CloseEarly > TimeSpan.Zero ? $" less {policy.CloseEarly.TotalSeconds} s" : ""),
                policy.Extended is { } extended ? Plain($"{Hours(extended.Length)}, tag {extended.Tag}, {string.Join(" ", extended.Content.Order())}") : "off",
                policy.AllowedOutsideWindow.Count == 0 ? "nothing" : string.Join(", ", policy.AllowedOutsideWindow.Order()),
                policy.UnknownContacts.ToString(),
                channel.IgnoresSignature ? "unsigned" : channel.LacksSecret ? "refused: no secret" : $"signed, {channel.SecretCount} secret(s)",
                channel.IsObserving ? "Observe" : "Enforce",
                channel.Accounts.Count == 0 ? "all" : string.Join(", ", channel.Accounts.Order()));
        }

        return table;
    }

    private static Table Routes(IReadOnlyList<RouteConfig> routes, MessagingModel model)
    {
        var table = new Table().AddColumns("Route", "Path", "Cluster", "Policy");
        foreach (var route in routes)
        {
            var metadata = route.Metadata ?? new Dictionary<string, string>();
            var policy = metadata.Where(pair => pair.Key.StartsWith("Messaging.", StringComparison.OrdinalIgnoreCase)).Select(pair => $"{pair.Key[10..]}: {pair.Value}");
            if (model.FindRateLimit(route.RouteId) is { } limit) policy = policy.Append($"Rate limit: {Words(limit)}");
            table.AddRow(Plain(route.RouteId), Plain(route.Match.Path ?? "any"), Plain(route.ClusterId ?? ""), Plain(string.Join("; ", policy) is { Length: > 0 } text ? text : "none"));
        }

        return table;
    }

    private static string Words(RateLimitOptions limit) =>
        string.Create(CultureInfo.InvariantCulture, $"{limit.PermitLimit} in {limit.WindowSeconds} s by {limit.PartitionBy}, {limit.QueueLimit} waiting");

    private static string Hours(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalHours:0.###} h");

    private static string Plain(string text) => Markup.Escape(text);
}

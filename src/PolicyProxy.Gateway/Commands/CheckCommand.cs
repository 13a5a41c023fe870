using System.Globalization;
using PolicyProxy.Gateway.Configuration;
using PolicyProxy.Policy;
using PolicyProxy.Yarp.Configuration;
using Yarp.ReverseProxy.Configuration;

namespace PolicyProxy.Gateway.Commands;

/// <summary><c>policyproxy check</c>: says what a configuration does, for a person to review.</summary>
internal static class CheckCommand
{
    private const string NoReminders = "off";
    private const string NoTexts = "the gateway's";

    /// <summary>Prints channels, routes, store and listeners of a configuration that is valid; no secret.</summary>
    public static Task<int> ExecuteAsync(PolicyFile file)
    {
        var routes = ProxyRoutes.Read(file.Configuration.GetSection("ReverseProxy"), []);
        var model = MessagingModel.Build(file.Configuration, routes, [])!;
        ReviewTable.Write("Channels", ["Channel", "Platform", "Mode", "Window", "Extended window", "Outside the window", "Unknown contacts", "Webhooks", "Accounts", "Refusals"], model.Channels.Select(Channel));
        ReviewTable.Write("Routes", ["Route", "Path", "Kind", "Channels", "Cluster", "Destinations"], RouteReview.Rows(routes, file.Configuration));
        var telling = model.Channels.Select(channel => Telling(channel.Name, model.Options.Channels[channel.Name])).Where(row => row[1] != NoReminders || row[2] != NoTexts).ToList();
        if (telling.Count > 0) ReviewTable.Write("Reminders and texts", ["Channel", "Reminders", "Texts for the agent"], telling);
        var limited = routes.Where(route => model.FindRateLimit(route.RouteId) is not null).Select(route => RateLimit(route, model)).ToList();
        if (limited.Count > 0) ReviewTable.Write("Rate limits", ["Route", "Policy", "Limit", "Counted by", "Waiting"], limited);
        ReviewTable.Write("Gateway", ["Part", "Setting"], GatewayReview.Rows(model.Options.Store, file.Configuration));
        Console.WriteLine($"{file.Path} is valid.");
        return Task.FromResult(GatewayCommands.Success);
    }

    private static string[] Channel(Channel channel)
    {
        var policy = channel.Policy;
        return
        [
            channel.Name,
            channel.Platform.Name,
            channel.IsObserving ? "Observe: forwards all" : "Enforce",
            Window(policy),
            policy.Extended is { IsOfPlatform: true } longer ? $"{Hours(longer.Length)}, for what {channel.Platform.Name} takes in it"
                : policy.Extended is { } extended ? $"{Hours(extended.Length)}, tag {extended.Tag}, {string.Join(' ', extended.Content.Order())}" : "off",
            OutsideWindow(channel),
            policy.UnknownContacts.ToString(),
            channel.IgnoresSignature ? "unsigned: from anybody" : channel.LacksSecret ? "refused: no secret" : $"signed, {channel.SecretCount} secret(s)",
            channel.Accounts.Count == 0 ? "all" : string.Join(' ', channel.Accounts.Order()),
            Refusal(channel),
        ];
    }

    private static string Window(ChannelPolicy policy)
    {
        var early = policy.CloseEarly > TimeSpan.Zero ? string.Create(CultureInfo.InvariantCulture, $" less {policy.CloseEarly.TotalSeconds} s") : "";
        var most = policy.MessagesPerWindow is { } count ? string.Create(CultureInfo.InvariantCulture, $", {count} {(count == 1 ? "message" : "messages")} after each of a client's") : "";
        return $"{Hours(policy.Window)}{early}{most}";
    }

    private static string Refusal(Channel channel)
    {
        if (!channel.RefusesLater) return "in the answer";
        var named = channel.RefusalHosts.Count == 0 ? "" : $"where a send says ({string.Join(' ', channel.RefusalHosts.Order())})";
        var own = channel.RefusalUrl is { } url ? $"at {ShownAddress.Of(url.AbsoluteUri)}" : channel.Platform.FailuresFollowWebhooks ? "where webhooks go" : "";
        return $"later, {string.Join(", else ", new[] { named, own }.Where(place => place.Length > 0))}";
    }

    // What the platform would let through is named even where the policy does not.
    private static string OutsideWindow(Channel channel)
    {
        var (allowed, refused) = (channel.Policy.AllowedOutsideWindow, channel.Platform.OutsideWindowKinds.Except(channel.Policy.AllowedOutsideWindow).ToList());
        var parts = new[] { Kinds(allowed, "allowed"), Kinds(refused, "refused") };
        return string.Join(", ", parts.Where(part => part.Length > 0));
    }

    private static string Kinds(IReadOnlyCollection<OutsideWindowKind> kinds, string verdict) =>
        kinds.Count == 0 ? "" : $"{string.Join(' ', kinds.Order())} {verdict}";

    private static string[] Telling(string name, ChannelOptions options)
    {
        string?[] own = [options.Texts.Title, options.Texts.WindowClosed, options.Texts.NoClientContact, options.Texts.TagNotSupported, options.Texts.ContentNotPermitted, options.Texts.MessageLimit];
        var texts = own.Count(text => text is not null);
        return [name, options.Notify is { } notify ? Reminders(notify) : NoReminders, texts == 0 ? NoTexts : $"{texts} {(texts == 1 ? "text" : "texts")} of its own"];
    }

    private static string Reminders(NotifyOptions notify)
    {
        var place = ShownAddress.Of(notify.Url!);
        var minutes = notify.BeforeMinutes.Distinct().OrderDescending().ToList();
        if (minutes.Count == 0) return $"tells of the end at {place}";
        var before = minutes.Count == 1 ? $"{minutes[0]}" : $"{string.Join(", ", minutes[..^1])} and {minutes[^1]}";
        return $"reminds {before} {(minutes is [1] ? "minute" : "minutes")} before at {place}";
    }

    private static string[] RateLimit(RouteConfig route, MessagingModel model)
    {
        var limit = model.FindRateLimit(route.RouteId)!;
        var amount = string.Create(CultureInfo.InvariantCulture, $"{limit.PermitLimit} in {limit.WindowSeconds} s");
        return [route.RouteId, route.RateLimiterPolicy!, amount, limit.PartitionBy.ToString(), limit.QueueLimit == 0 ? "none" : $"up to {limit.QueueLimit}"];
    }

    private static string Hours(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalHours:0.###} h");
}

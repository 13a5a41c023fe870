using System.Text;
using System.Text.Json.Nodes;
using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Bypass;

/// <summary>
/// The built gateway as a process, before a platform that keeps every byte. Some clients wrote just now, the others more than a day ago.
/// Beside the ordinary route there is one below <c>/graph</c>, one for the host <c>kinds</c> whose channels let every kind pass outside
/// the window, and one for the host <c>provider</c> that fixes the account.
/// </summary>
public sealed class BypassGateway : IAsyncLifetime, IDisposable
{
    private static readonly string[] Open =
        ["4000000000000002", "4000000000000003", "491700000002", "491700000003", "US.13491208655302741002", "US.13491208655302741003", "Y2FwaV9ncm91cDoxMDAy", "Y2FwaV9ncm91cDoxMDAz"];

    private static readonly string[] Closed = ["4000000000000001", "491700000001", "US.13491208655302741001", "Y2FwaV9ncm91cDoxMDAx"];

    private readonly TestDirectory _directory = new();
    private Upstream _helpdesk = null!;
    private GatewayProcess _process = null!;

    /// <summary>What the placeholders of a case stand for while the one that is written to is closed.</summary>
    internal static IReadOnlyDictionary<string, string> AllClosed { get; } = Placeholders(1);

    /// <summary>What they stand for when everybody may be written to.</summary>
    internal static IReadOnlyDictionary<string, string> AllOpen { get; } = Placeholders(3);

    internal RecordingPlatform Platform { get; } = new();

    internal string Address => _process.Address;

    public async Task InitializeAsync()
    {
        _helpdesk = await Upstream.StartAsync();
        var settings = new GatewaySettings()
            .Set("ReverseProxy:Clusters:graph:Destinations:1:Address", Platform.Address)
            .Set("ReverseProxy:Clusters:helpdesk:Destinations:1:Address", _helpdesk.Address)
            .Set("Messaging:Store:ConnectionString", $"Data Source={_directory.File("windows.db")}")
            .SendRoute("provider", "whatsapp", Conversation.WhatsApp.Account)
            .SetJson("ReverseProxy:Routes:base", """
                { "ClusterId": "graph", "Order": 0, "Match": { "Path": "/graph/{**path}" }, "Metadata": { "Messaging.Send": "whatsapp,messenger,instagram" },
                  "Transforms": [ { "PathRemovePrefix": "/graph" } ] }
                """)
            .SetJson("ReverseProxy:Routes:kinds", """
                { "ClusterId": "graph", "Order": 0, "Match": { "Hosts": ["kinds"], "Path": "/{**path}" },
                  "Metadata": { "Messaging.Send": "whatsapp-kinds,messenger-kinds,instagram-kinds" } }
                """)
            .Set("ReverseProxy:Routes:webhooks:Metadata:Messaging.Webhook", "whatsapp,messenger,instagram,whatsapp-kinds,messenger-kinds,instagram-kinds");
        Kinds(settings, "WhatsApp", GatewaySettings.WhatsAppSecret, "Template");
        Kinds(settings, "Messenger", GatewaySettings.MessengerSecret, "Utility", "OptInToken", "PrivateReply");
        Kinds(settings, "Instagram", GatewaySettings.InstagramSecret, "PrivateReply");
        await File.WriteAllTextAsync(_directory.File("policyproxy.json"), settings.ToJson());
        _process = await GatewayProcess.RunAsync(_directory.Path, ["--config", _directory.File("policyproxy.json")]);

        var now = TimeProvider.System.GetUtcNow();
        foreach (var contact in Open) await WriteAsync(contact, now);
        foreach (var contact in Closed) await WriteAsync(contact, now - TimeSpan.FromHours(25));
    }

    public async Task DisposeAsync()
    {
        await _process.DisposeAsync();
        await Platform.DisposeAsync();
        await _helpdesk.DisposeAsync();
    }

    public void Dispose() => _directory.Dispose();

    internal Task<Answer?> AskAsync(byte[] request) => RawExchange.AskAsync(Address, request);

    private static void Kinds(GatewaySettings settings, string platform, string secret, params string[] kinds) => settings.Set(
        $"Messaging:Channels:{platform.ToLowerInvariant()}-kinds",
        new JsonObject
        {
            [nameof(Platform)] = platform,
            ["AppSecrets"] = new JsonArray(secret),
            ["AllowedOutsideWindow"] = new JsonArray([.. kinds.Select(kind => JsonValue.Create(kind))]),
        });

    private async Task WriteAsync(string contact, DateTimeOffset time)
    {
        var conversation = contact[0] == '4' && contact.Length == 16 ? Conversation.Messenger : Conversation.WhatsApp;
        var webhook = contact[0] switch
        {
            'U' => Conversation.WhatsApp.Webhook(time).Replace($"\"from\":\"{Conversation.WhatsApp.Contact}\"", $"\"from_user_id\":\"{contact}\""),
            'Y' => Conversation.WhatsApp.Webhook(time).Replace("\"from\":", $"\"group_id\":\"{contact}\",\"from\":"),
            _ => (conversation with { Contact = contact }).Webhook(time),
        };
        var body = Encoding.UTF8.GetBytes(webhook);
        var head = $"POST /webhooks/meta HTTP/1.1\r\nHost: gateway\r\nX-Hub-Signature-256: {RunningGateway.Sign(body, conversation.Secret)}\r\nContent-Length: {body.Length}\r\n\r\n";
        (await AskAsync([.. Encoding.ASCII.GetBytes(head), .. body])).ShouldNotBeNull().Status.ShouldBe(200);
    }

    private static Dictionary<string, string> Placeholders(int last) => new()
    {
        ["CLOSED"] = $"400000000000000{last}",
        ["CLOSED_NUMBER"] = $"49170000000{last}",
        ["CLOSED_USER"] = $"US.1349120865530274100{last}",
        ["CLOSED_GROUP"] = $"Y2FwaV9ncm91cDoxMDA{".xyz"[last]}",
        ["OPEN"] = "4000000000000002",
        ["OPEN_NUMBER"] = "491700000002",
        ["OPEN_USER"] = "US.13491208655302741002",
        ["PAGE"] = Conversation.Messenger.Account,
        ["PHONE"] = Conversation.WhatsApp.Account,
    };
}

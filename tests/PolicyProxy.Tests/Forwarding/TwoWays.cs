using System.Text;
using System.Text.Json.Nodes;
using PolicyProxy.Tests.Infrastructure;

namespace PolicyProxy.Tests.Forwarding;

/// <summary>
/// A gateway that forwards in two ways to one upstream, which is platform and helpdesk at once: a request is forwarded over a route without
/// transforms, and over one with a transform when it bears a header that this transform takes away. Nobody can tell them apart otherwise.
/// </summary>
internal sealed class TwoWays : IAsyncDisposable
{
    /// <summary>The header line of a request that takes the other way.</summary>
    public const string OtherWay = "X-Other-Way: 1\r\n";

    private TwoWays(RunningGateway gateway, ScriptedUpstream upstream) => (Gateway, Upstream) = (gateway, upstream);

    public RunningGateway Gateway { get; }

    public ScriptedUpstream Upstream { get; }

    /// <summary>A text to a client.</summary>
    public static byte[] Send(Conversation? conversation = null, string method = "POST", string mark = "")
    {
        var (path, text) = conversation is null ? (Conversation.Messenger.Path, Conversation.Messenger.Text) : (conversation.Path, conversation.Text);
        return Encoding.ASCII.GetBytes($"{method} {path} HTTP/1.1\r\nHost: gateway\r\n{mark}Content-Length: {text.Length}\r\n\r\n{text}");
    }

    /// <summary>Starts one, in which clients have just written.</summary>
    /// <param name="upstream">Where it forwards to; the fixture closes it.</param>
    /// <param name="configure">What else is configured.</param>
    public static async Task<TwoWays> StartAsync(ScriptedUpstream? upstream = null, Action<GatewaySettings>? configure = null)
    {
        upstream ??= new();
        var gateway = await RunningGateway.StartAsync(settings =>
        {
            Join(settings, "graph", upstream, "/{**path}", -1, "Messaging.Send");
            Join(settings, "helpdesk", upstream, "/webhooks/{**rest}", -2, "Messaging.Webhook");
            configure?.Invoke(settings);
        });
        await gateway.Store.RecordAsync([Conversation.Messenger.RecordAt(gateway.Now), Conversation.WhatsApp.RecordAt(gateway.Now)], CancellationToken.None);
        return new(gateway, upstream);
    }

    /// <summary>Writes a request on a connection of its own and reads the answer.</summary>
    public async Task<WireMessage> AskAsync(byte[] request, string method = "POST")
    {
        using var connection = await Gateway.ConnectAsync();
        // The gateway may answer, and hang up, before it has read all of it.
        var writing = connection.WriteAsync(request);
        var answer = await connection.Wire.ReadAnswerAsync(method);
        await writing;
        return answer;
    }

    /// <summary>Sends Messenger's client a text.</summary>
    public Task<Answer> SendAsync() => Gateway.SendAsync(Conversation.Messenger);

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Upstream.DisposeAsync();
    }

    private static void Join(GatewaySettings settings, string cluster, ScriptedUpstream upstream, string path, int order, string role) => settings
        .Set($"ReverseProxy:Clusters:{cluster}:Destinations:1:Address", upstream.Address)
        .Set($"ReverseProxy:Routes:{cluster}-other-way", new JsonObject
        {
            ["ClusterId"] = cluster,
            ["Order"] = order,
            ["Match"] = new JsonObject { ["Path"] = path, ["Headers"] = new JsonArray(new JsonObject { ["Name"] = "X-Other-Way", ["Mode"] = "Exists" }) },
            ["Metadata"] = new JsonObject { [role] = "whatsapp,messenger,instagram" },
            ["Transforms"] = new JsonArray(new JsonObject { ["RequestHeaderRemove"] = "X-Other-Way" }),
        });
}

using System.Text;
using PolicyProxy.Tests.Infrastructure;
using Xunit;

namespace PolicyProxy.Tests.Logging;

/// <summary>
/// A gateway as it is shipped, with the shipped configuration file, through which everything that must not be logged has gone in every way
/// there is. Only addresses and secrets are not the file's.
/// </summary>
public sealed class LoggedTraffic : IAsyncLifetime, IDisposable
{
    /// <summary>What must not be logged.</summary>
    internal static readonly IReadOnlyDictionary<string, string> Canaries = new Dictionary<string, string>
    {
        ["access token"] = "EAABcanarytoken",
        ["bearer"] = "EAABcanarybearer",
        ["360dialog key"] = "canary360key",
        ["verify token"] = "canaryverify",
        ["app secret"] = "canaryappsecret",
        ["message text"] = "canarytext",
        ["contact name"] = "Canary Contactname",
        ["phone number"] = "4915799887766",
        ["dialled number"] = "+49 157 99887766",
        ["page-scoped id"] = "77001122334455667",
        ["account in the path"] = "canaryaccount",
    };

    private readonly TestDirectory _directory = new();
    private Upstream _platform = null!;
    private Upstream _helpdesk = null!;
    private GatewayProcess _gateway = null!;

    /// <summary>Everything that the process printed.</summary>
    internal IReadOnlyList<string> Output { get; private set; } = [];

    /// <summary>How many requests there were.</summary>
    internal int RequestCount { get; private set; }

    public async Task InitializeAsync()
    {
        _platform = await Upstream.StartAsync();
        _helpdesk = await Upstream.StartAsync();
        _gateway = await GatewayProcess.RunAsync(
            _directory.Path,
            [
                "--config", RepositoryFile.Path("config", "policyproxy.json"),
                "--Kestrel:Endpoints:Proxy:Url", "http://127.0.0.1:0",
                "--Admin:Url", "http://127.0.0.1:0",
                "--ReverseProxy:Clusters:graph:Destinations:1:Address", _platform.Address,
                "--ReverseProxy:Clusters:helpdesk:Destinations:1:Address", _helpdesk.Address,
            ],
            [.. new[] { "whatsapp", "messenger", "instagram" }.Select(channel => ($"Messaging__Channels__{channel}__AppSecrets__0", Canaries["app secret"]))]);

        await PassWebhooksAsync();
        await PassSendsAsync();
        await _platform.StopAsync();
        await _helpdesk.StopAsync();
        await PassIntoTheVoidAsync();

        _gateway.Terminate();
        await _gateway.WaitForExitAsync();
        Output = [.. _gateway.Output, .. _gateway.Errors];
    }

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _platform.DisposeAsync();
        await _helpdesk.DisposeAsync();
    }

    public void Dispose() => _directory.Dispose();

    private static string WhatsAppMessage => Conversation.WhatsApp.Webhook(TimeProvider.System.GetUtcNow())
        .Replace(Conversation.WhatsApp.Contact, Canaries["phone number"], StringComparison.Ordinal)
        .Replace("Jane Doe", Canaries["contact name"], StringComparison.Ordinal)
        .Replace("\"Hi\"", $"\"{Canaries["message text"]}\"", StringComparison.Ordinal);

    private static string Text(string to) =>
        $$$"""{"messaging_product":"whatsapp","to":"{{{to}}}","type":"text","text":{"body":"{{{Canaries["message text"]}}}"}}""";

    private static string PagedText =>
        $$$"""{"recipient":{"id":"{{{Canaries["page-scoped id"]}}}"},"message":{"text":"{{{Canaries["message text"]}}}"}}""";

    private async Task PassWebhooksAsync()
    {
        await WebhookAsync(WhatsAppMessage, Canaries["app secret"]);
        await WebhookAsync(WhatsAppMessage, "another secret");
        await WebhookAsync($"not JSON {Canaries["message text"]} {Canaries["phone number"]}", Canaries["app secret"]);
        await AskAsync($"GET /webhooks/meta?hub.mode=subscribe&hub.verify_token={Canaries["verify token"]}");
        await AskAsync($"PUT /webhooks/{Canaries["account in the path"]}", "", Canaries["message text"]);
    }

    private async Task PassSendsAsync()
    {
        await SendAsync("/v24.0/106540352242922/messages", Text(Canaries["dialled number"]));
        await SendAsync("/v24.0/106540352242922/messages", Text("491709999999"));
        await SendAsync("/v24.0/me/messages", PagedText);
        await SendAsync("/v24.0/me/messages", $"{{\"recipient\": {{\"id\":\"{Canaries["page-scoped id"]}\"}}, \"message\": \"{Canaries["message text"]}");
        await SendAsync($"/v24.0/{Canaries["account in the path"]}/%6dessages", PagedText);
        await SendAsync($"/v24.0/{Canaries["account in the path"]}/media", Canaries["message text"]);
    }

    private async Task PassIntoTheVoidAsync()
    {
        await SendAsync("/v24.0/106540352242922/messages", Text(Canaries["phone number"]));
        await SendAsync($"/v24.0/{Canaries["account in the path"]}/media", Canaries["message text"]);
        await WebhookAsync(WhatsAppMessage, Canaries["app secret"]);
    }

    private Task SendAsync(string path, string body) => AskAsync(
        $"POST {path}?access_token={Canaries["access token"]}",
        $"Authorization: Bearer {Canaries["bearer"]}\r\nD360-API-KEY: {Canaries["360dialog key"]}\r\nContent-Type: application/json\r\n",
        body);

    private Task WebhookAsync(string body, string secret) =>
        AskAsync("POST /webhooks/meta", $"X-Hub-Signature-256: {RunningGateway.Sign(Encoding.UTF8.GetBytes(body), secret)}\r\n", body);

    private async Task AskAsync(string requestLine, string headers = "", string body = "")
    {
        RequestCount++;
        using var connection = await RawConnection.OpenAsync(_gateway.Address);
        await connection.AskAsync(requestLine, headers, body);
    }
}

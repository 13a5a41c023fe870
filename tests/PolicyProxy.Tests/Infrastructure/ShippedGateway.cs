using System.Text;
using System.Text.Json.Nodes;
using Shouldly;

namespace PolicyProxy.Tests.Infrastructure;

/// <summary>
/// The built gateway as a process, run with a configuration file as it is shipped, between a platform and a helpdesk. Only what belongs to
/// this machine is other than in the file: addresses, app secrets, how long a busy store may take, and what the test says.
/// </summary>
internal sealed class ShippedGateway : IAsyncDisposable
{
    private const string PlatformKey = "Platform";

    private readonly TestDirectory _directory = new();
    private readonly GatewayClient _client = new();
    private GatewayProcess _process = null!;

    private ShippedGateway(Upstream platform, Upstream helpdesk) => (Platform, Helpdesk) = (platform, helpdesk);

    public Upstream Platform { get; }

    public Upstream Helpdesk { get; }

    /// <summary>Starts one and waits until it listens.</summary>
    /// <param name="json">What the configuration file says.</param>
    /// <param name="settings">Keys that are other than in the file.</param>
    public static async Task<ShippedGateway> StartAsync(string json, params (string Key, string Value)[] settings)
    {
        var gateway = new ShippedGateway(await Upstream.StartAsync(), await Upstream.StartAsync());
        File.WriteAllText(gateway._directory.File("policyproxy.json"), json);
        (string Key, string Value)[] here =
        [
            ("Kestrel:Endpoints:Proxy:Url", "http://127.0.0.1:0"),
            ("Admin:Url", "http://127.0.0.1:0"),
            ("Messaging:Store:OperationTimeoutMs", "5000"),
            .. gateway.AddressesFor(RepositoryFile.ParseJson(json)),
            .. settings,
        ];
        gateway._process = await GatewayProcess.RunAsync(
            gateway._directory.Path, ["--config", "policyproxy.json", .. here.SelectMany(pair => new[] { $"--{pair.Key}", pair.Value })]);
        return gateway;
    }

    /// <summary>Delivers a webhook with a message of the client's, and sees that the helpdesk got it byte for byte.</summary>
    public async Task ClientWritesAsync(string path, Conversation client, TimeSpan ago = default, bool isSigned = true)
    {
        var body = Encoding.UTF8.GetBytes(client.Webhook(TimeProvider.System.GetUtcNow() - ago));
        (string, string)[] signature = isSigned ? [("X-Hub-Signature-256", RunningGateway.Sign(body, client.Secret))] : [];
        (await _client.PostAsync(_process.Address + path, body, signature)).Status.ShouldBe(200);
        Helpdesk.Requests.Last().Target.ShouldBe(path);
        Helpdesk.Requests.Last().Body.ShouldBe(body);
    }

    /// <summary>Sends what a helpdesk would.</summary>
    public Task<Answer> SendAsync(string path, string body, params (string Name, string Value)[] headers) =>
        _client.PostAsync(_process.Address + path, Encoding.UTF8.GetBytes(body), headers);

    /// <summary>Asks the administrator's listener.</summary>
    public Task<Answer> AdminAsync(string path) => _client.AdminAsync(_process, path);

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        await Platform.DisposeAsync();
        await Helpdesk.DisposeAsync();
        _client.Dispose();
        _directory.Dispose();
    }

    private IEnumerable<(string Key, string Value)> AddressesFor(JsonObject file)
    {
        foreach (var (_, route) in file["ReverseProxy"]!["Routes"]!.AsObject())
        {
            var upstream = route!["Metadata"]!["Messaging.Webhook"] is null ? Platform : Helpdesk;
            yield return ($"ReverseProxy:Clusters:{route["ClusterId"]}:Destinations:1:Address", upstream.Address);
        }

        foreach (var (name, channel) in file["Messaging"]!["Channels"]!.AsObject())
            yield return ($"Messaging:Channels:{name}:AppSecrets:0", Conversation.On($"{channel![PlatformKey]}").Secret);
    }
}

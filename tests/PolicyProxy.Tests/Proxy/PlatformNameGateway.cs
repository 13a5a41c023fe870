using PolicyProxy.Tests.Infrastructure;
using Xunit;

namespace PolicyProxy.Tests.Proxy;

/// <summary>The gateway as a process, in the platforms' place by their names, as <c>dns-override.json</c> configures it.</summary>
public sealed class PlatformNameGateway : IAsyncLifetime, IDisposable
{
    public const string Facebook = "graph.facebook.com";
    public const string Instagram = "graph.instagram.com";

    private readonly TestDirectory _directory = new();

    internal CertificateAuthority Authority { get; } = new();

    internal Upstream Platform { get; private set; } = null!;

    internal GatewayProcess Process { get; private set; } = null!;

    /// <summary>Where helpdesks find it that ask for a platform's name.</summary>
    internal int Port { get; } = Ports.Take();

    public async Task InitializeAsync()
    {
        Platform = await Upstream.StartAsync();
        Process = await GatewayProcess.RunAsync(_directory.Path, Arguments(Port, Authority.Issue(Facebook), Authority.Issue(Instagram)));
    }

    public async Task DisposeAsync()
    {
        await Process.DisposeAsync();
        await Platform.DisposeAsync();
    }

    public void Dispose()
    {
        _directory.Dispose();
        Authority.Dispose();
    }

    /// <summary>The command line of one.</summary>
    internal string[] Arguments(int port, (string Certificate, string Key) facebook, (string Certificate, string Key) instagram)
    {
        const string Sni = "Kestrel:Endpoints:Helpdesk:Sni:";
        (string Key, string Value)[] here =
        [
            ("Kestrel:Endpoints:Webhooks:Url", "http://127.0.0.1:0"),
            ("Kestrel:Endpoints:Helpdesk:Url", $"https://127.0.0.1:{port}"),
            ($"{Sni}{Facebook}:Certificate:Path", facebook.Certificate), ($"{Sni}{Facebook}:Certificate:KeyPath", facebook.Key),
            ($"{Sni}{Instagram}:Certificate:Path", instagram.Certificate), ($"{Sni}{Instagram}:Certificate:KeyPath", instagram.Key),
            ("Admin:Url", "http://127.0.0.1:0"),
            ("Messaging:Channels:whatsapp:AppSecrets:0", GatewaySettings.WhatsAppSecret),
            ("Messaging:Channels:messenger:AppSecrets:0", GatewaySettings.MessengerSecret),
            ("Messaging:Channels:instagram-login:AppSecrets:0", GatewaySettings.InstagramSecret),
            ("Messaging:Store:OperationTimeoutMs", "5000"),
            ("ReverseProxy:Clusters:helpdesk:Destinations:1:Address", Platform.Address),
            ("ReverseProxy:Clusters:graph:Destinations:1:Address", Platform.Address), ("ReverseProxy:Clusters:graph:Destinations:1:Host", Facebook),
            ("ReverseProxy:Clusters:instagram-graph:Destinations:1:Address", Platform.Address), ("ReverseProxy:Clusters:instagram-graph:Destinations:1:Host", Instagram),
        ];
        return ["--config", RepositoryFile.Path("config", "examples", "dns-override.json"), .. here.SelectMany(pair => new[] { $"--{pair.Key}", pair.Value })];
    }
}

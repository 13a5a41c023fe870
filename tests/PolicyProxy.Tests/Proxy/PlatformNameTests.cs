using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Proxy;

/// <summary>The gateway in the platforms' place by their names: TLS on one port for two of them, as <c>dns-override.json</c> configures it.</summary>
public sealed class PlatformNameTests : IAsyncLifetime, IDisposable
{
    private const string Facebook = "graph.facebook.com";
    private const string Instagram = "graph.instagram.com";

    private readonly CertificateAuthority _authority = new();
    private readonly TestDirectory _directory = new();
    private readonly GatewayClient _client = new();
    private readonly int _port = Ports.Take();
    private Upstream _platform = null!;
    private GatewayProcess _gateway = null!;
    private X509Certificate2? _shown;

    public async Task InitializeAsync()
    {
        _platform = await Upstream.StartAsync();
        _gateway = await GatewayProcess.RunAsync(_directory.Path, Arguments(_authority.Issue(Facebook), _authority.Issue(Instagram)));
    }

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _platform.DisposeAsync();
    }

    public void Dispose()
    {
        _shown?.Dispose();
        _client.Dispose();
        _directory.Dispose();
        _authority.Dispose();
    }

    [Theory]
    [InlineData(Facebook)]
    [InlineData(Instagram)]
    public async Task Each_name_has_a_certificate_of_its_own(string name)
    {
        (await ConnectAsync(name)).Dispose();

        _shown!.MatchesHostname(name, allowWildcards: false).ShouldBeTrue();
        _shown.MatchesHostname(name == Facebook ? Instagram : Facebook).ShouldBeFalse();
    }

    [Theory]
    [InlineData("graph.example.com")]
    [InlineData("facebook.com")]
    [InlineData("")]
    public async Task Whoever_asks_for_another_name_is_shown_none(string name)
    {
        await Should.ThrowAsync<Exception>(() => ConnectAsync(name));
        _shown.ShouldBeNull();
    }

    [Theory]
    [InlineData(Facebook, "Messenger", 400, "OAuthException", 2018278)]
    [InlineData(Instagram, "Instagram", 403, "IGApiException", 2534022)]
    public async Task The_name_decides_which_platform_refuses(string name, string platform, int status, string type, int subcode)
    {
        var client = Conversation.On(platform);
        var answer = await SendAsync(name, client.Path, client.Text);

        (answer.Status, answer.Error.GetProperty("type").GetString(), answer.Error.GetProperty("error_subcode").GetInt32()).ShouldBe((status, type, subcode));
    }

    [Fact]
    public async Task Whatsapp_is_behind_the_same_name_as_Messenger()
    {
        var answer = await SendAsync(Facebook, Conversation.WhatsApp.Path, Conversation.WhatsApp.Text);
        answer.Error.GetProperty("code").GetInt32().ShouldBe(131047);
    }

    [Theory]
    [InlineData(Facebook, "Messenger")]
    [InlineData(Instagram, "Instagram")]
    public async Task An_open_window_lets_a_send_out_to_the_name_it_came_by(string name, string platform)
    {
        var client = Conversation.On(platform);
        (await _client.ClientWritesAsync(_gateway, client, TimeProvider.System.GetUtcNow())).Status.ShouldBe(200);
        var answer = await SendAsync(name, client.Path, client.Text);

        (answer.Status, answer.Reason).ShouldBe((200, "window-open"));
        (_platform.Requests.Last().Header("Host"), _platform.Requests.Last().Text).ShouldBe((name, client.Text));
    }

    [Fact]
    public async Task Another_name_in_a_request_is_not_there()
    {
        var answer = await SendAsync(Facebook, Conversation.Messenger.Path, Conversation.Messenger.Text, host: "graph.example.com");

        (answer.Status, _platform.Requests.Count).ShouldBe((404, 0));
    }

    [Theory]
    [InlineData("no certificate", null)]
    [InlineData(null, "no key")]
    public async Task A_certificate_that_is_none_ends_the_start_with_what_is_wrong(string? certificate, string? key)
    {
        var files = _authority.Issue("broken");
        if (certificate is not null) await File.WriteAllTextAsync(files.Certificate, certificate);
        if (key is not null) await File.WriteAllTextAsync(files.Key, key);
        using var directory = new TestDirectory();
        await using var broken = GatewayProcess.Start(directory.Path, Arguments(files, files));

        (await broken.WaitForExitAsync()).ShouldBe(1);
        broken.Errors.ShouldContain(line => line.StartsWith("The gateway cannot listen: a certificate for https://") && line.Contains(" cannot be used: "));
    }

    private string[] Arguments((string Certificate, string Key) facebook, (string Certificate, string Key) instagram)
    {
        const string Sni = "Kestrel:Endpoints:Helpdesk:Sni:";
        (string Key, string Value)[] here =
        [
            ("Kestrel:Endpoints:Webhooks:Url", "http://127.0.0.1:0"),
            ("Kestrel:Endpoints:Helpdesk:Url", $"https://127.0.0.1:{_port}"),
            ($"{Sni}{Facebook}:Certificate:Path", facebook.Certificate), ($"{Sni}{Facebook}:Certificate:KeyPath", facebook.Key),
            ($"{Sni}{Instagram}:Certificate:Path", instagram.Certificate), ($"{Sni}{Instagram}:Certificate:KeyPath", instagram.Key),
            ("Admin:Url", "http://127.0.0.1:0"),
            ("Messaging:Channels:whatsapp:AppSecrets:0", GatewaySettings.WhatsAppSecret),
            ("Messaging:Channels:messenger:AppSecrets:0", GatewaySettings.MessengerSecret),
            ("Messaging:Channels:instagram-login:AppSecrets:0", GatewaySettings.InstagramSecret),
            ("Messaging:Store:OperationTimeoutMs", "5000"),
            ("ReverseProxy:Clusters:helpdesk:Destinations:1:Address", _platform.Address),
            ("ReverseProxy:Clusters:graph:Destinations:1:Address", _platform.Address), ("ReverseProxy:Clusters:graph:Destinations:1:Host", Facebook),
            ("ReverseProxy:Clusters:instagram-graph:Destinations:1:Address", _platform.Address), ("ReverseProxy:Clusters:instagram-graph:Destinations:1:Host", Instagram),
        ];
        return ["--config", RepositoryFile.Path("config", "examples", "dns-override.json"), .. here.SelectMany(pair => new[] { $"--{pair.Key}", pair.Value })];
    }

    /// <summary>Connects as a helpdesk does that trusts the authority and finds the name here.</summary>
    private async Task<SslStream> ConnectAsync(string name)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync("127.0.0.1", _port);
        var stream = new SslStream(new NetworkStream(socket, ownsSocket: true), leaveInnerStreamOpen: false, (_, certificate, _, errors) =>
        {
            _shown = X509CertificateLoader.LoadCertificate(certificate!.GetRawCertData());
            return _authority.Vouches(_shown) && !errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch);
        });
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = name });
        return stream;
    }

    /// <summary>Sends to a host that is the name, unless the request says otherwise.</summary>
    private async Task<Answer> SendAsync(string name, string path, string body, string? host = null)
    {
        using var client = new HttpClient(new SocketsHttpHandler { ConnectCallback = async (_, _) => await ConnectAsync(name) });
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        using var response = await client.PostAsync(new Uri($"http://{host ?? name}{path}"), content);
        return await Answer.ReadAsync(response);
    }
}

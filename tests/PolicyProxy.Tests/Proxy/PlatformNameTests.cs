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
public sealed class PlatformNameTests(PlatformNameGateway gateway) : IClassFixture<PlatformNameGateway>, IDisposable
{
    private const string Facebook = PlatformNameGateway.Facebook;
    private const string Instagram = PlatformNameGateway.Instagram;

    private readonly GatewayClient _client = new();
    private X509Certificate2? _shown;

    public void Dispose()
    {
        _shown?.Dispose();
        _client.Dispose();
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
        // Others are refused because this very client has not written.
        var client = Conversation.On(platform) with { Contact = "25381719828140999" };
        (await _client.ClientWritesAsync(gateway.Process, client, TimeProvider.System.GetUtcNow())).Status.ShouldBe(200);
        var answer = await SendAsync(name, client.Path, client.Text);

        (answer.Status, answer.Reason).ShouldBe((200, "window-open"));
        (gateway.Platform.Requests.Last().Header("Host"), gateway.Platform.Requests.Last().Text).ShouldBe((name, client.Text));
    }

    [Fact]
    public async Task Another_name_in_a_request_is_not_there()
    {
        var before = gateway.Platform.Requests.Count;
        var answer = await SendAsync(Facebook, Conversation.Messenger.Path, Conversation.Messenger.Text, host: "graph.example.com");

        (answer.Status, gateway.Platform.Requests.Count).ShouldBe((404, before));
    }

    [Theory]
    [InlineData("no certificate", null)]
    [InlineData(null, "no key")]
    public async Task A_certificate_that_is_none_ends_the_start_with_what_is_wrong(string? certificate, string? key)
    {
        var files = gateway.Authority.Issue("broken");
        if (certificate is not null) await File.WriteAllTextAsync(files.Certificate, certificate);
        if (key is not null) await File.WriteAllTextAsync(files.Key, key);
        using var directory = new TestDirectory();
        await using var broken = GatewayProcess.Start(directory.Path, gateway.Arguments(Ports.Take(), files, files));

        (await broken.WaitForExitAsync()).ShouldBe(1);
        broken.Errors.ShouldContain(line => line.StartsWith("The gateway cannot listen: a certificate for https://") && line.Contains(" cannot be used: "));
    }

    /// <summary>Connects as a helpdesk does that trusts the authority and finds the name here.</summary>
    private async Task<SslStream> ConnectAsync(string name)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync("127.0.0.1", gateway.Port);
        var stream = new SslStream(new NetworkStream(socket, ownsSocket: true), leaveInnerStreamOpen: false, (_, certificate, _, errors) =>
        {
            _shown = X509CertificateLoader.LoadCertificate(certificate!.GetRawCertData());
            return gateway.Authority.Vouches(_shown) && !errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch);
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

using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using PolicyProxy.Gateway;
using PolicyProxy.Gateway.Admin;
using PolicyProxy.Gateway.Configuration;
using PolicyProxy.Stores;
using PolicyProxy.Yarp.Configuration;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Extensions.Logging;
using Shouldly;
using Yarp.ReverseProxy;

namespace PolicyProxy.Tests.Infrastructure;

/// <summary>The product's own hosts in this process, on real Kestrel, between a platform and a helpdesk; only the clock is the test's.</summary>
internal sealed class RunningGateway : IAsyncDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 11, 22, 8, 0, 0, TimeSpan.Zero);

    private readonly TestDirectory _directory = new();
    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false });
    private readonly GatewaySettings _settings;
    private PolicyFile _file = null!;
    private Logger _serilog = null!;
    private StoreMetrics _metrics = null!;
    private JournaledWindowStore _store = null!;
    private WebApplication _proxy = null!;
    private WebApplication _admin = null!;

    private RunningGateway(GatewaySettings settings, Upstream platform, Upstream helpdesk, DateTimeOffset now) =>
        (_settings, Platform, Helpdesk, Time) = (settings, platform, helpdesk, new(now));

    /// <summary>The clock that windows are measured by.</summary>
    public LeapingClock Time { get; }

    public DateTimeOffset Now => Time.GetUtcNow();

    public Upstream Platform { get; }

    public Upstream Helpdesk { get; }

    public LogLines Log { get; } = new();

    /// <summary>The store itself, without what the gateway puts around it.</summary>
    public BreakableStore Store { get; private set; } = null!;

    /// <summary>The folder where records wait.</summary>
    public string Journal => _directory.File("journal");

    public PolicyFile File => _file;

    /// <summary>Where platform and helpdesk reach it, without a slash at the end.</summary>
    public string Address => _proxy.Urls.Single();

    /// <summary>Where the administrator reaches it.</summary>
    public string AdminAddress => _admin.Urls.Single();

    /// <summary>Starts one.</summary>
    /// <param name="configure">What is configured other than in <see cref="GatewaySettings"/>.</param>
    /// <param name="now">The time it starts at; a fixed one when not given.</param>
    public static async Task<RunningGateway> StartAsync(Action<GatewaySettings>? configure = null, DateTimeOffset? now = null)
    {
        var platform = await Upstream.StartAsync();
        var helpdesk = await Upstream.StartAsync();
        var settings = new GatewaySettings()
            .Set("ReverseProxy:Clusters:graph:Destinations:1:Address", platform.Address)
            .Set("ReverseProxy:Clusters:helpdesk:Destinations:1:Address", helpdesk.Address);
        var gateway = new RunningGateway(settings, platform, helpdesk, now ?? Start);
        settings.Set("Messaging:Store:ConnectionString", $"Data Source={gateway._directory.File("windows.db")}");
        settings.Set("Messaging:Store:Journal", gateway.Journal);
        configure?.Invoke(settings);
        await gateway.OpenAsync();
        return gateway;
    }

    /// <summary>
    /// Stops it and starts it again on the same store, later and with another configuration if need be; what is done meanwhile comes when
    /// the administrator's listener is there already, and the proxy is not.
    /// </summary>
    public async Task RestartAsync(
        TimeSpan pause = default, Action<GatewaySettings>? configure = null, bool isStoreBroken = false, Func<Task>? meanwhile = null)
    {
        configure?.Invoke(_settings);
        await CloseAsync();
        Time.Advance(pause);
        await OpenAsync(isStoreBroken, meanwhile);
    }

    /// <summary>Saves an edited configuration, which the gateway looks at when its clock goes on.</summary>
    public void Edit(Action<GatewaySettings> edit)
    {
        edit(_settings);
        Save(_settings.ToJson());
    }

    /// <summary>Lets the gateway look at the file, as it does by itself whenever a second of its clock has passed, until the log says these words.</summary>
    public async Task LookAtFileAsync(string words)
    {
        using var seconds = new Timer(_ => Time.Advance(TimeSpan.FromSeconds(1)), null, TimeSpan.Zero, TimeSpan.FromMilliseconds(20));
        await Log.WaitForAsync(words);
    }

    public void Save(string json) => System.IO.File.WriteAllText(_directory.File("policyproxy.json"), json);

    /// <summary>Puts a file where the journal's folder is, which the gateway makes at its start.</summary>
    public void TakeJournalAway()
    {
        SpinWait.SpinUntil(() => Directory.Exists(Journal) && Directory.GetFiles(Journal).Length == 0, TimeSpan.FromSeconds(5)).ShouldBeTrue();
        Directory.Delete(Journal);
        System.IO.File.WriteAllText(Journal, "");
    }

    /// <summary>Makes room for the journal again.</summary>
    public void GiveJournalBack() => System.IO.File.Delete(Journal);

    /// <summary>Tells the gateway of a message the client wrote, now unless said otherwise.</summary>
    public async Task ClientWritesAsync(Conversation conversation, DateTimeOffset? time = null) =>
        (await WebhookAsync(conversation.Webhook(time ?? Now), conversation.Secret)).Status.ShouldBe(200);

    /// <summary>Tells the gateway of a message that a WhatsApp client writes now who has a user id.</summary>
    /// <param name="conversation">The conversation.</param>
    /// <param name="number">The client's number; null when the client does not show it.</param>
    /// <param name="user">The user id.</param>
    public async Task ClientWritesAsync(Conversation conversation, string? number, string user) =>
        (await WebhookAsync(conversation.Webhook(number, user, Now), conversation.Secret)).Status.ShouldBe(200);

    /// <summary>Tells the gateway only now of a message the client wrote some time ago.</summary>
    public Task ClientWroteAsync(Conversation conversation, TimeSpan ago) => ClientWritesAsync(conversation, Now - ago);

    /// <summary>What the store holds of a conversation.</summary>
    public async Task<DateTimeOffset?> LastContactAsync(Conversation conversation) => (await Store.FindAsync(conversation.Id)).Time;

    /// <summary>Posts a webhook signed with a secret.</summary>
    public Task<Answer> WebhookAsync(string body, string secret) => WebhookAsync(Encoding.UTF8.GetBytes(body), secret);

    public Task<Answer> WebhookAsync(byte[] body, string secret) =>
        PostAsync("/webhooks/meta", body, ("X-Hub-Signature-256", Sign(body, secret)));

    public static string Sign(byte[] body, string secret) =>
        $"sha256={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body))}";

    /// <summary>Sends a text in a conversation, as a helpdesk does.</summary>
    public Task<Answer> SendAsync(Conversation conversation) => PostAsync(conversation.Path, conversation.Text);

    public Task<Answer> PostAsync(string target, string body, params (string Name, string Value)[] headers) =>
        PostAsync(target, Encoding.UTF8.GetBytes(body), headers);

    public async Task<Answer> PostAsync(string target, byte[] body, params (string Name, string Value)[] headers)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return await AskAsync(HttpMethod.Post, target, content, headers);
    }

    /// <summary>Asks for a target that is written as it stands, nothing encoded or folded.</summary>
    public Task<Answer> AskAsync(HttpMethod method, string target, HttpContent? content = null, params (string Name, string Value)[] headers) =>
        AskAsync(Address, method, target, content, headers);

    private async Task<Answer> AskAsync(string address, HttpMethod method, string target, HttpContent? content, (string Name, string Value)[] headers)
    {
        var uri = new Uri(address + target, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        using var request = new HttpRequestMessage(method, uri) { Content = content };
        foreach (var (name, value) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value)) content!.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await _client.SendAsync(request);
        return await Answer.ReadAsync(response);
    }

    public Task<RawConnection> ConnectAsync() => RawConnection.OpenAsync(Address);

    /// <summary>Announces a body and waits until the gateway wants to read it; none of it is written yet.</summary>
    public async Task<RawConnection> AnnounceAsync(string path, string headers)
    {
        var connection = await ConnectAsync();
        await connection.WriteAsync($"POST {path}", $"{headers}Expect: 100-continue\r\n", []);
        (await connection.ReadAnswerAsync()).Status.ShouldBe(100);
        return connection;
    }

    /// <summary>The server's own limits.</summary>
    public KestrelServerLimits ServerLimits => _proxy.Services.GetRequiredService<IOptions<KestrelServerOptions>>().Value.Limits;

    /// <summary>Asks the administrator's listener.</summary>
    public Task<Answer> AdminAsync(string target, params (string Name, string Value)[] headers) => AdminAsync(HttpMethod.Get, target, null, headers);

    public async Task<Answer> AdminAsync(HttpMethod method, string target, string? body = null, params (string Name, string Value)[] headers)
    {
        using var content = body is null ? null : new StringContent(body);
        return await AskAsync(AdminAddress, method, target, content, headers);
    }

    /// <summary>How long the other side may be silent.</summary>
    public TimeSpan? ActivityTimeout(string cluster) => _proxy.Services.GetRequiredService<IProxyStateLookup>()
        .TryGetCluster(cluster, out var state) ? state.Model.Config.HttpRequest?.ActivityTimeout : null;

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        _client.Dispose();
        await Platform.DisposeAsync();
        await Helpdesk.DisposeAsync();
        _directory.Dispose();
    }

    private async Task OpenAsync(bool isStoreBroken = false, Func<Task>? meanwhile = null)
    {
        Save(_settings.ToJson());
        _file = PolicyFile.Open(_directory.File("policyproxy.json"), new Dictionary<string, string?>());
        _serilog = new LoggerConfiguration().MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .MinimumLevel.Override("Yarp", LogEventLevel.Warning).WriteTo.Sink(Log).CreateLogger();
        var options = new OptionsReader([]).Read<MessagingOptions>(_file.Configuration.GetSection(MessagingModel.SectionName));
        var logger = new SerilogLoggerFactory(_serilog).CreateLogger("PolicyProxy.Stores");
        _metrics = new();
        var bare = StoreFactory.OpenBare(options.Store, Time, logger);
        Store = new(bare) { IsBroken = isStoreBroken };
        _store = StoreProtection.Protect(
            Store, (bare as RedisWindowStore)?.News, options.Store.Journal, TimeSpan.FromMinutes(options.Store.ReassertMinutes), _metrics, Time, logger);
        _proxy = ProxyHost.Build(_file, _store, new(_serilog), Time);
        _admin = AdminHost.Build(_file, _store, _proxy.Services, _metrics, _serilog);
        await _admin.StartAsync();
        if (meanwhile is not null) await meanwhile();
        await _proxy.StartAsync();
    }

    private async Task CloseAsync()
    {
        await _proxy.StopAsync();
        await _admin.StopAsync();
        await _proxy.DisposeAsync();
        await _admin.DisposeAsync();
        await _store.DisposeAsync();
        _metrics.Dispose();
        await _serilog.DisposeAsync();
        _file.Dispose();
    }
}

using System.Diagnostics;
using System.Text;
using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Proxy;

/// <summary>The bodies that are held at once have a bound, in number and in bytes; whoever comes above it is told to come again.</summary>
public sealed class OverloadTests : ProxyTest
{
    private const int Bodies = 2;
    private const int Bytes = 32 * 1024 * 1024;

    private static readonly Conversation Client = Conversation.Messenger;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly Dictionary<string, Func<RunningGateway, Task>> Ends = new()
    {
        ["forwarded"] = async gateway => (await gateway.SendAsync(Client)).Status.ShouldBe(200),
        ["refused"] = async gateway => (await gateway.PostAsync(Client.Path, "{")).Status.ShouldBe(400),
        ["a webhook"] = async gateway => (await gateway.WebhookAsync("{}", Client.Secret)).Status.ShouldBe(200),
        ["a webhook without a signature"] = async gateway => (await gateway.PostAsync("/webhooks/a", "{}")).Status.ShouldBe(401),
        ["too large"] = async gateway => await EndAsync(gateway, 413, $"{4_194_305:x}\r\n{new string('x', 4_194_305)}\r\n0\r\n\r\n"),
        ["malformed"] = async gateway => await EndAsync(gateway, 400, "5\r\nhellozz\r\n"),
        ["hung up"] = async gateway => (await gateway.AnnounceAsync(Client.Path, "Transfer-Encoding: chunked\r\n")).Dispose(),
        ["without a platform"] = async gateway =>
        {
            gateway.Platform.Break();
            (await gateway.SendAsync(Client)).Status.ShouldBe(502);
            gateway.Platform.AnswerWith(200);
        },
        ["too slow"] = async gateway =>
        {
            using var connection = await gateway.AnnounceAsync(Client.Path, "Transfer-Encoding: chunked\r\n");
            gateway.Time.Advance(TimeSpan.FromSeconds(60));
            (await connection.ReadAnswerAsync()).Status.ShouldBe(408);
        },
    };

    private readonly List<RawConnection> _held = [];

    public static TheoryData<string> EndNames => [.. Ends.Keys];

    private protected override void Configure(GatewaySettings settings) =>
        settings.Set("Messaging:Limits:ConcurrentBodies", Bodies).Set("Messaging:Limits:BufferedBytes", Bytes);

    [Fact]
    public async Task A_send_above_the_bound_is_a_temporary_error_in_the_platforms_shape()
    {
        await HoldAsync(Bodies);
        var answer = await Gateway.SendAsync(Client);

        (answer.Status, answer.Header("Retry-After"), answer.Verdict, answer.Reason).ShouldBe((503, "5", "temporary", "store-unavailable"));
        (answer.Error.GetProperty("code").GetInt32(), answer.Error.GetProperty("is_transient").GetBoolean()).ShouldBe((2, true));
        Gateway.Platform.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_send_above_the_bound_is_not_passed_where_verdicts_are_only_told()
    {
        await Gateway.RestartAsync(configure: settings => settings
            .Channel("whatsapp", "Mode", "Observe").Channel("messenger", "Mode", "Observe").Channel("instagram", "Mode", "Observe"));
        await HoldAsync(Bodies);

        (await Gateway.SendAsync(Client)).Status.ShouldBe(503);
    }

    [Fact]
    public async Task A_webhook_above_the_bound_is_to_come_again()
    {
        await HoldAsync(Bodies);
        var answer = await Gateway.WebhookAsync(Client.Webhook(Gateway.Now), Client.Secret);

        (answer.Status, answer.Header("Retry-After"), Gateway.Helpdesk.Requests.Count).ShouldBe((503, "5", 0));
        (await Gateway.Log.WaitForRequestsAsync()).Single().ShouldContain("reason=overloaded status=503");
    }

    [Fact]
    public async Task As_many_as_the_bound_pass()
    {
        await Gateway.ClientWritesAsync(Client);
        await HoldAsync(Bodies - 1);

        (await TryUntilAsync(() => Gateway.SendAsync(Client), answer => answer.Status == 200)).Verdict.ShouldBe("allowed");
    }

    [Theory]
    [InlineData("GET", "/v24.0/me", "", 200)]
    [InlineData("POST", "/v24.0/1/media", "data", 200)]
    [InlineData("GET", "/webhooks/a?hub.challenge=1", "", 200)]
    [InlineData("POST", "/v24.0/1/messages?recipient={%22id%22:%221%22}&message={%22text%22:%22a%22}", "", 400)]
    public async Task What_brings_no_body_or_is_not_read_is_not_bound(string verb, string target, string body, int status)
    {
        await HoldAsync(Bodies);
        using var connection = await Gateway.ConnectAsync();

        (await connection.AskAsync($"{verb} {target}", "", body)).Status.ShouldBe(status);
    }

    [Theory]
    [MemberData(nameof(EndNames))]
    public async Task However_a_request_ends_its_place_is_given_back(string name)
    {
        await Gateway.ClientWritesAsync(Client);
        for (var i = 0; i < Bodies; i++) await Ends[name](Gateway);
        await HoldAsync(Bodies - 1);

        (await TryUntilAsync(() => Gateway.SendAsync(Client), answer => answer.Status == 200)).Verdict.ShouldBe("allowed");
    }

    [Fact]
    public async Task What_does_not_fit_into_the_bytes_any_more_is_to_come_again_and_what_does_passes()
    {
        var answer = await AskBesideHeldBytesAsync(new byte[3 * 1024 * 1024]);

        answer.Status.ShouldBe(503);
        (await TryUntilAsync(() => Gateway.WebhookAsync("{}", Client.Secret), answer => answer.Status == 200)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task When_a_request_ends_its_bytes_are_given_back()
    {
        var webhook = new byte[3 * 1024 * 1024];
        for (var i = 0; i < 2; i++)
        {
            (await AskBesideHeldBytesAsync(webhook)).Status.ShouldBe(503);
            await DisposeHeldAsync();
            (await TryUntilAsync(() => Gateway.WebhookAsync(webhook, Client.Secret), answer => answer.Status == 200)).Status.ShouldBe(200);
        }
    }

    [Fact]
    public async Task A_bound_that_is_edited_holds_for_the_next_request()
    {
        await HoldAsync(Bodies);
        Gateway.Edit(settings => settings.Set("Messaging:Limits:ConcurrentBodies", Bodies + 1));
        Gateway.File.Refresh();

        (await Gateway.WebhookAsync("{}", Client.Secret)).Status.ShouldBe(200);
    }

    public override async Task DisposeAsync()
    {
        await DisposeHeldAsync();
        await base.DisposeAsync();
    }

    private static async Task EndAsync(RunningGateway gateway, int status, string chunks)
    {
        using var connection = await gateway.AnnounceAsync(Client.Path, "Transfer-Encoding: chunked\r\n");
        await connection.WriteAsync(Encoding.ASCII.GetBytes(chunks));
        (await connection.ReadAnswerAsync()).Status.ShouldBe(status);
    }

    // Places are given back a moment after the answer.
    private static async Task<Answer> TryUntilAsync(Func<Task<Answer>> ask, Func<Answer, bool> isWanted)
    {
        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(10))
        {
            if (await ask() is var answer && (isWanted(answer) || waited.Elapsed > Patience)) return answer;
        }
    }

    private async Task HoldAsync(int count)
    {
        for (var i = 0; i < count; i++) _held.Add(await TryToAnnounceAsync());
    }

    private async Task<RawConnection> TryToAnnounceAsync()
    {
        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(10))
        {
            try
            {
                return await Gateway.AnnounceAsync(Client.Path, "Content-Length: 10\r\n");
            }
            catch (ShouldAssertException) when (waited.Elapsed < Patience)
            {
                // The places of the requests before are about to be given back.
            }
        }
    }

    // Which of the two is refused depends on which is read first: so long as it is the one to be held, it is held again, and longer before
    // the webhook comes.
    private async Task<Answer> AskBesideHeldBytesAsync(byte[] webhook)
    {
        for (var pause = TimeSpan.FromMilliseconds(10); ; pause *= 2)
        {
            await HoldBytesAsync(Bytes - (2 * 1024 * 1024));
            await Task.Delay(pause);
            var answer = await Gateway.WebhookAsync(webhook, Client.Secret);
            if (answer.Status != 200 || pause > TimeSpan.FromMilliseconds(500)) return answer;
            await DisposeHeldAsync();
        }
    }

    private async Task HoldBytesAsync(int count)
    {
        var connection = await Gateway.AnnounceAsync(
            Client.Path, $"Content-Type: multipart/form-data; boundary=b\r\nContent-Length: {count + 1}\r\n");
        _held.Add(connection);
        await connection.WriteAsync(new byte[count]);
    }

    private Task DisposeHeldAsync()
    {
        _held.ForEach(connection => connection.Dispose());
        _held.Clear();
        return Task.CompletedTask;
    }
}

using System.Text;
using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Proxy;

/// <summary>A connection to the gateway can be used again after every kind of answer, and be dropped after every one.</summary>
public sealed class ConnectionTests : ProxyTest
{
    public static TheoryData<string> Cases => [.. All.Keys];

    /// <summary>The cases in which nothing is wrong with the gateway's own surroundings, which it does complain of.</summary>
    public static TheoryData<string> CasesOfTheClient => [.. All.Where(one => one.Value.Status < 500 && !one.Key.Contains("store", StringComparison.Ordinal)).Select(one => one.Key)];

    private static readonly Conversation Client = Conversation.Messenger;

    private static readonly Dictionary<string, (int Status, Action<RunningGateway> Arrange, Func<RunningGateway, RawConnection, Task<Answer>> Ask)> All = new()
    {
        ["webhook taken"] = (200, Nothing, (gateway, connection) => WebhookAsync(connection, Client.Webhook(gateway.Now))),
        ["webhook not signed"] = (401, Nothing, (_, connection) => connection.AskAsync("POST /webhooks/a", "", "{}")),
        ["webhook of another verb"] = (405, Nothing, (_, connection) => connection.AskAsync("PUT /webhooks/a", "", "{}")),
        ["webhook too large"] = (413, Nothing, (_, connection) => connection.AskAsync("POST /webhooks/a", "", new byte[4_194_305])),
        ["webhook, helpdesk away"] = (502, gateway => gateway.Helpdesk.Break(), (gateway, connection) => WebhookAsync(connection, Client.Webhook(gateway.Now))),
        ["webhook, store away"] = (200, gateway => gateway.Store.IsBroken = true, (gateway, connection) => WebhookAsync(connection, Client.Webhook(gateway.Now))),
        ["webhook, recorded nowhere"] = (503, TakeAwayStoreAndJournal, (gateway, connection) => WebhookAsync(connection, Client.Webhook(gateway.Now))),
        ["send refused"] = (400, Nothing, (_, connection) => connection.AskAsync($"POST {Client.Path}", "", Client.Text)),
        ["send not understood"] = (400, Nothing, (_, connection) => connection.AskAsync($"POST {Client.Path}", "", "{")),
        ["send too large"] = (413, Nothing, (_, connection) => connection.AskAsync($"POST {Client.Path}", "", new byte[4_194_305])),
        ["send, store away"] = (503, gateway => gateway.Store.IsBroken = true, (_, connection) => connection.AskAsync($"POST {Client.Path}", "", Client.Text)),
        ["no send"] = (200, Nothing, (_, connection) => connection.AskAsync("POST /v24.0/1/media", "", "data")),
        ["no send, platform away"] = (502, gateway => gateway.Platform.Break(), (_, connection) => connection.AskAsync("POST /v24.0/1/media", "", "data")),
        ["upgrade refused"] = (400, Nothing, (_, connection) => connection.AskAsync($"POST {Client.Path}", "Upgrade: websocket\r\n", Client.Text)),
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task The_answer_is_the_expected_one(string name)
    {
        using var connection = await Gateway.ConnectAsync();

        (await AskAsync(name, connection)).Status.ShouldBe(All[name].Status);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task The_connection_serves_another_request_after_the_answer(string name)
    {
        using var connection = await Gateway.ConnectAsync();
        await AskAsync(name, connection);

        (await connection.AskAsync("GET /webhooks/a?next=1")).Status.ShouldBe(name == "webhook, helpdesk away" ? 502 : 200);
    }

    [Theory]
    [MemberData(nameof(CasesOfTheClient))]
    public async Task A_client_that_hangs_up_right_after_the_answer_is_no_cause_for_complaint(string name)
    {
        using (var connection = await Gateway.ConnectAsync()) await AskAsync(name, connection);
        await Gateway.Log.WaitForRequestsAsync();
        // Stopping waits for what is left of the connection.
        await Gateway.RestartAsync();

        Gateway.Log.Complaints.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/webhooks/a", "Transfer-Encoding: chunked", "5\r\nhello\r\n")]
    [InlineData("/webhooks/a", "Content-Length: 10", "hello")]
    [InlineData("/v24.0/me/messages", "Transfer-Encoding: chunked", "5\r\nhello\r\n")]
    [InlineData("/v24.0/me/messages", "Content-Length: 10", "hello")]
    public async Task A_client_that_hangs_up_in_the_middle_of_its_body_is_no_cause_for_complaint(string path, string framing, string body)
    {
        using (var connection = await Gateway.AnnounceAsync(path, $"{framing}\r\n"))
        {
            await connection.WriteAsync(Encoding.ASCII.GetBytes(body));
            await Gateway.AskAsync(HttpMethod.Get, "/webhooks/until-it-arrived");
        }

        await Gateway.Log.WaitForRequestsAsync(2);
        await Gateway.RestartAsync();

        Gateway.Log.Complaints.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_client_that_hangs_up_before_the_answer_is_no_cause_for_complaint(bool isSend)
    {
        await Gateway.ClientWritesAsync(Client);
        var asked = new TaskCompletionSource();
        var other = isSend ? Gateway.Platform : Gateway.Helpdesk;
        other.OnHead = _ => asked.TrySetResult();
        other.Hang();
        using (var connection = await Gateway.ConnectAsync())
        {
            var signature = RunningGateway.Sign("{}"u8.ToArray(), Client.Secret);
            if (isSend) await connection.WriteAsync($"POST {Client.Path}", "", Encoding.UTF8.GetBytes(Client.Text));
            else await connection.WriteAsync("POST /webhooks/a", $"X-Hub-Signature-256: {signature}\r\n", "{}"u8.ToArray());
            await asked.Task;
        }

        await Gateway.Log.WaitForRequestsAsync(2);
        await Gateway.RestartAsync();
        Gateway.Log.Complaints.ShouldBeEmpty();
    }

    private static void TakeAwayStoreAndJournal(RunningGateway gateway)
    {
        gateway.Store.IsBroken = true;
        gateway.TakeJournalAway();
    }

    private static void Nothing(RunningGateway gateway)
    {
    }

    private Task<Answer> AskAsync(string name, RawConnection connection)
    {
        All[name].Arrange(Gateway);
        return All[name].Ask(Gateway, connection);
    }

    private static Task<Answer> WebhookAsync(RawConnection connection, string body) => connection.AskAsync(
        "POST /webhooks/a", $"X-Hub-Signature-256: {RunningGateway.Sign(Encoding.UTF8.GetBytes(body), Client.Secret)}\r\n", body);
}

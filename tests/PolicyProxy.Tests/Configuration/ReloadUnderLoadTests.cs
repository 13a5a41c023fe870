using System.Text;
using PolicyProxy.Tests.Infrastructure;
using PolicyProxy.Windows;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Configuration;

/// <summary>A request is judged under one configuration from beginning to end, whatever is edited meanwhile.</summary>
public sealed class ReloadUnderLoadTests : ProxyTest
{
    private const int Edits = 60;

    private static readonly Conversation Client = Conversation.WhatsApp;

    // Long enough to be refused under the one limit, short enough for the other.
    private static readonly string LongText = Client.Text.Replace("Hello", new string('x', 4000));

    private static readonly string NothingToRecord = """{"object":"whatsapp_business_account","entry":[]}""";

    // What tells the two apart: the route's channels, each channel's window, mode and secret, and a limit.
    private static readonly Rules One = new("whatsapp", 0.5, "Enforce", "the-one-secret", 2048);
    private static readonly Rules Other = new("whatsapp-2", 1, "Observe", "the-other-secret", 8192);

    private protected override void Configure(GatewaySettings settings) => One.Apply(settings);

    [Fact]
    public async Task Every_answer_is_that_of_one_configuration_while_two_take_turns()
    {
        var lastContact = await ClientWroteAsync(TimeSpan.FromHours(2));
        using var edited = new CancellationTokenSource();
        var traffic = Enumerable.Range(0, 4).Select(number => AskUntilAsync(number, edited.Token)).ToList();
        for (var i = 0; i < Edits; i++)
        {
            await Gateway.Log.WaitForRequestsAsync(Gateway.Log.Requests.Count + 3);
            Gateway.Edit((i % 2 == 0 ? Other : One).Apply);
            Gateway.File.Refresh();
        }

        await edited.CancelAsync();
        var answers = (await Task.WhenAll(traffic)).SelectMany(seen => seen).Distinct().ToList();

        answers.ShouldBe([.. One.Answers(lastContact), .. Other.Answers(lastContact)], ignoreOrder: true);
        Gateway.Log.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_send_that_the_platform_has_not_answered_yet_finishes_under_the_old_rules()
    {
        await ClientWroteAsync(TimeSpan.Zero);
        var (asked, answer) = (new TaskCompletionSource(), new TaskCompletionSource());
        Gateway.Platform.Answer = _ =>
        {
            asked.SetResult();
            return answer.Task;
        };
        var closes = Gateway.Now.AddHours(One.Hours);
        var send = Gateway.SendAsync(Client);
        await asked.Task;
        CloseWindows();
        answer.SetResult();

        ((await send).Status, (await send).Verdict, (await send).WindowCloses).ShouldBe((200, "allowed", closes));
        (await Gateway.SendAsync(Client)).Reason.ShouldBe("window-closed");
    }

    [Fact]
    public async Task A_send_whose_body_has_not_arrived_yet_is_judged_under_the_rules_it_came_in_under()
    {
        await ClientWroteAsync(TimeSpan.Zero);
        using var connection = await Gateway.AnnounceAsync(Client.Path, $"Content-Length: {Client.Text.Length}\r\n");
        CloseWindows();
        await connection.WriteAsync(Encoding.ASCII.GetBytes(Client.Text));

        (await connection.ReadAnswerAsync()).Verdict.ShouldBe("allowed");
        (await Gateway.SendAsync(Client)).Reason.ShouldBe("window-closed");
    }

    // Within a second: under the old rules the window stays open.
    private void CloseWindows()
    {
        Gateway.Edit(settings => settings.Channel("whatsapp", "WindowHours", 0.000001));
        Gateway.File.Refresh();
        Gateway.Time.Advance(TimeSpan.FromSeconds(1));
    }

    private async Task<DateTimeOffset> ClientWroteAsync(TimeSpan ago)
    {
        var (time, kept) = (Gateway.Now - ago, Gateway.Now.AddDays(1));
        string[] channels = [One.Channel, Other.Channel];
        await Gateway.Store.RecordAsync([.. channels.Select(channel => new WindowRecord(Client.Id with { Channel = channel }, time, kept))]);
        return time;
    }

    // A connection that is dropped ends the test with the exception of whoever used it.
    private async Task<HashSet<string>> AskUntilAsync(int number, CancellationToken end)
    {
        var seen = new HashSet<string>();
        using var connection = await Gateway.ConnectAsync();
        for (var i = number; !end.IsCancellationRequested; i++) seen.Add(await AskAsync(connection, i % 4));
        return seen;
    }

    private static async Task<string> AskAsync(RawConnection connection, int kind)
    {
        var (name, answer) = kind switch
        {
            0 => ("text", await connection.AskAsync($"POST {Client.Path}", "", Client.Text)),
            1 => ("long text", await connection.AskAsync($"POST {Client.Path}", "", LongText)),
            2 => ("webhook of the one", await WebhookAsync(connection, One.Secret)),
            _ => ("webhook of the other", await WebhookAsync(connection, Other.Secret)),
        };
        return Told(name, answer.Status, answer.Verdict, answer.Reason, answer.WindowCloses);
    }

    private static Task<Answer> WebhookAsync(RawConnection connection, string secret) => connection.AskAsync(
        "POST /webhooks/a", $"X-Hub-Signature-256: {RunningGateway.Sign(Encoding.ASCII.GetBytes(NothingToRecord), secret)}\r\n", NothingToRecord);

    private static string Told(string name, int status, string? verdict = null, string? reason = null, DateTimeOffset? closes = null) =>
        $"{name}: {status} {verdict} {reason} {closes:O}";

    private sealed record Rules(string Channel, double Hours, string Mode, string Secret, int SendBytes)
    {
        public void Apply(GatewaySettings settings) => settings
            .SetJson("Messaging:Channels", $$"""
                { "{{Channel}}": { "Platform": "WhatsApp", "WindowHours": {{Hours}}, "Mode": "{{Mode}}", "AppSecrets": ["{{Secret}}"] } }
                """)
            .Set("Messaging:Limits:SendBytes", SendBytes)
            .Set("ReverseProxy:Routes:webhooks:Metadata:Messaging.Webhook", Channel)
            .Set("ReverseProxy:Routes:graph-api:Metadata:Messaging.Send", Channel);

        /// <summary>The only answers there are under these rules.</summary>
        public IEnumerable<string> Answers(DateTimeOffset lastContact)
        {
            var closes = lastContact.AddHours(Hours);
            var (status, verdict) = Mode == "Enforce" ? (400, "refused") : (200, "observed");
            yield return Told("text", status, verdict, "window-closed", closes);
            yield return SendBytes < LongText.Length ? Told("long text", 413, "refused", "not-understood") : Told("long text", status, verdict, "window-closed", closes);
            yield return Told("webhook of the one", Secret == One.Secret ? 200 : 401);
            yield return Told("webhook of the other", Secret == Other.Secret ? 200 : 401);
        }
    }
}

using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Proxy;

/// <summary>No other way of writing a send, and no trick with the framing of HTTP, gets one past a closed window.</summary>
public sealed class BypassTests : ProxyTest
{
    private static readonly Conversation Closed = Conversation.Messenger with { Contact = "4000000000000001" };
    private static readonly Conversation Open = Conversation.Messenger with { Contact = "4000000000000002" };
    private static readonly Conversation ClosedNumber = Conversation.WhatsApp with { Contact = "491700000001" };
    private static readonly Conversation OpenNumber = Conversation.WhatsApp with { Contact = "491700000002" };

    private static readonly Dictionary<string, string> Placeholders = new()
    {
        ["FB"] = "",
        ["WA"] = "",
        ["HOST"] = "gateway",
        ["PAGE"] = Closed.Account,
        ["PHONE"] = ClosedNumber.Account,
        ["CLOSED_FB"] = Closed.Contact,
        ["OPEN_FB"] = Open.Contact,
        ["CLOSED_WA"] = ClosedNumber.Contact,
        ["OPEN_WA"] = OpenNumber.Contact,
        ["OPEN_BSUID"] = "US.13491208655302741918",
    };

    [SkippableTheory]
    [InlineData("send_bypass.jsonl")]
    [InlineData("http_framing.jsonl")]
    public async Task Nothing_reaches_the_platform(string file)
    {
        foreach (var closed in new[] { Closed, ClosedNumber }) await Gateway.ClientWroteAsync(closed, TimeSpan.FromHours(24));
        foreach (var open in new[] { Open, OpenNumber }) await Gateway.ClientWritesAsync(open);

        var passed = new List<string>();
        foreach (var (id, bytes) in SharedCases.Requests(file, Placeholders))
        {
            await TryAsync(bytes);
            if (Gateway.Platform.Requests.Count > passed.Count) passed.Add(id);
        }

        passed.ShouldBeEmpty();
    }

    private async Task TryAsync(byte[] request)
    {
        using var connection = await Gateway.ConnectAsync();
        await connection.WriteAsync(request);
        await connection.WaitForAnswerOrEndAsync(TimeSpan.FromSeconds(0.3));
    }
}

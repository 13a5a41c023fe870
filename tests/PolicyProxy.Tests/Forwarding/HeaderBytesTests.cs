using System.Text;
using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Forwarding;

/// <summary>What is not ASCII in a header goes through as it came, byte for byte: it is no reason to lose a message, or the answer to one.</summary>
public sealed class HeaderBytesTests : IAsyncLifetime
{
    private TwoWays _ways = null!;

    /// <summary>Every byte above ASCII, in Latin 1; and what is UTF-8.</summary>
    public static TheoryData<string, string> Values
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var way in new[] { "", TwoWays.OtherWay })
            {
                data.Add(way, string.Concat(Enumerable.Range(0x80, 0x80).Select(code => (char)code)));
                data.Add(way, Encoding.Latin1.GetString("Grüße, 你好 👋"u8));
            }

            return data;
        }
    }

    public async Task InitializeAsync() => _ways = await TwoWays.StartAsync();

    public async Task DisposeAsync() => await _ways.DisposeAsync();

    [Theory]
    [MemberData(nameof(Values))]
    public async Task Of_a_send(string way, string value)
    {
        var answer = await _ways.AskAsync(Send($"{way}X-Note: {value}\r\n"));

        (answer.Status, _ways.Upstream.Requests.ShouldHaveSingleItem().Header("X-Note")).ShouldBe((200, value));
    }

    [Theory]
    [MemberData(nameof(Values))]
    public async Task Of_an_answer(string way, string value)
    {
        _ways.Upstream.Answer = (connection, _) => connection.WriteAsync($"HTTP/1.1 200 OK\r\nX-Note: {value}\r\nContent-Length: 2\r\n\r\n{{}}");
        var answer = await _ways.AskAsync(Send(way));

        (answer.Status, answer.Header("X-Note")).ShouldBe((200, value));
    }

    private static byte[] Send(string headers)
    {
        var client = Conversation.Messenger;
        return Encoding.Latin1.GetBytes($"POST {client.Path} HTTP/1.1\r\nHost: gateway\r\n{headers}Content-Length: {client.Text.Length}\r\n\r\n{client.Text}");
    }
}

using System.Text;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Forwarding;

/// <summary>An answer that arrives in two pieces wherever it can be cut, letter by letter, or not to its end.</summary>
public sealed class CutAnswerTests : IAsyncLifetime
{
    private TwoWays _ways = null!;

    public static TheoryData<string> Answers =>
    [
        "HTTP/1.1 200 OK\r\nX: a\r\n b\r\nContent-Length: 12\r\n\r\nhello\r\n\r\nabc",
        "HTTP/1.1 103 Early\r\nX: y\r\n\r\nHTTP/1.1 400 No\r\nTransfer-Encoding: chunked\r\n\r\n00a;x=\"y\"\r\nhello\r\nabc\r\n2\r\n\r\n\r\n0;z\r\nX-After: 1\r\n\r\n",
        "HTTP/1.1 204 \nX: y\n\n",
    ];

    public async Task InitializeAsync() => _ways = await TwoWays.StartAsync();

    public async Task DisposeAsync() => await _ways.DisposeAsync();

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task It_is_the_same_answer_wherever_it_is_cut(string text)
    {
        var bytes = Encoding.ASCII.GetBytes(text);
        var whole = await AskAsync(bytes, []);
        for (var cut = 1; cut < bytes.Length; cut++) (await AskAsync(bytes, [cut])).ShouldBe(whole, $"Cut at {cut}.");

        (await AskAsync(bytes, Enumerable.Range(1, bytes.Length))).ShouldBe(whole, "Letter by letter.");
        whole.ShouldContain("\nwhole");
        _ways.Upstream.Accepted.ShouldBe(1, "Every answer was complete.");
    }

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task It_is_no_answer_without_its_end(string text)
    {
        var bytes = Encoding.ASCII.GetBytes(text);
        for (var length = 0; length < bytes.Length; length++)
        {
            _ways.Upstream.Forget();
            _ways.Upstream.Answer = async (connection, _) =>
            {
                await connection.WriteAsync(bytes.AsMemory(0, length));
                connection.Dispose();
            };
            var answer = await _ways.AskAsync(TwoWays.Send());

            (answer.IsWhole && answer.Status != 502, _ways.Upstream.Requests.Count).ShouldBe((false, 1), $"{length} bytes of it.");
        }
    }

    private async Task<string> AskAsync(byte[] answer, IEnumerable<int> cuts)
    {
        _ways.Upstream.Answer = (connection, _) => connection.WriteAsync(answer, cuts);
        return WireText.Of(await _ways.AskAsync(TwoWays.Send()));
    }
}

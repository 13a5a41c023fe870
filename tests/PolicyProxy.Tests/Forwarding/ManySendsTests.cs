using System.Collections.Concurrent;
using System.Text;
using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Forwarding;

/// <summary>Many sends at once over connections that are used again: each gets the answer to itself, and none that of another.</summary>
public sealed class ManySendsTests : IAsyncLifetime
{
    private const int Sends = 1000;
    private const int AtOnce = 64;

    private readonly ConcurrentBag<string> _wrong = [];
    private TwoWays _ways = null!;

    public async Task InitializeAsync() => _ways = await TwoWays.StartAsync();

    public async Task DisposeAsync() => await _ways.DisposeAsync();

    [Fact]
    public async Task Each_gets_its_own_answer()
    {
        _ways.Upstream.Answer = EchoAsync;
        await InParallelAsync(async number => Check(number, await AskAsync(number)));

        _wrong.ShouldBeEmpty();
        _ways.Upstream.Requests.Count.ShouldBe(Sends);
        _ways.Upstream.Accepted.ShouldBeLessThan(Sends / 4, "Connections are used again.");
    }

    [Fact]
    public async Task Each_gets_its_own_answer_when_clients_hang_up_in_the_middle()
    {
        _ways.Upstream.Answer = EchoAsync;
        await InParallelAsync(async number =>
        {
            if (number % 3 == 0) await HangUpAsync(number);
            else Check(number, await AskAsync(number));
        });

        _wrong.ShouldBeEmpty();
    }

    [Fact]
    public async Task Each_gets_its_own_answer_or_none_when_the_other_side_breaks_off_now_and_then()
    {
        _ways.Upstream.Answer = async (connection, request) =>
        {
            var random = new Random(Number(request));
            if (random.Next(4) > 0) await EchoAsync(connection, request);
            else await BreakOffAsync(connection, request, random);
        };
        var failed = 0;
        await InParallelAsync(async number =>
        {
            var answer = await AskAsync(number);
            if (answer is { IsWhole: true, Status: 200 }) Check(number, answer);
            else Interlocked.Increment(ref failed);
        });

        _wrong.ShouldBeEmpty();
        failed.ShouldBeInRange(Sends / 8, Sends / 2);
        _ways.Upstream.Requests.Select(Number).Order().ShouldBe(Enumerable.Range(0, Sends), "Each once, whatever became of it.");
    }

    private static int Number(WireMessage request) => int.Parse(request.Header("X-Number")!);

    private static byte[] Request(int number)
    {
        // Every tenth one does not fit into one write.
        var body = Conversation.Messenger.Text.PadRight(number % 10 == 0 ? 40_000 : 200);
        return Encoding.ASCII.GetBytes($"POST {Conversation.Messenger.Path} HTTP/1.1\r\nHost: gateway\r\nX-Number: {number}\r\nContent-Length: {body.Length}\r\n\r\n{body}");
    }

    private static (byte[] Bytes, int[] Cuts) Echo(WireMessage request)
    {
        var number = Number(request);
        var random = new Random(number);
        var body = string.Concat(Enumerable.Repeat($"<{number}>", number % 7 == 0 ? 5_000 : 3));
        var head = $"HTTP/1.1 200 OK\r\nX-Number: {number}\r\n";
        var answer = number % 2 == 0
            ? $"{head}Content-Length: {body.Length}\r\n\r\n{body}"
            : $"{head}Transfer-Encoding: chunked\r\n\r\n1\r\n{body[0]}\r\n{body.Length - 1:X}\r\n{body[1..]}\r\n0\r\n\r\n";
        return (Encoding.ASCII.GetBytes(answer), [.. Enumerable.Range(0, random.Next(3)).Select(_ => random.Next(answer.Length))]);
    }

    private static async Task EchoAsync(ScriptedConnection connection, WireMessage request)
    {
        var (bytes, cuts) = Echo(request);
        await Task.Delay(bytes.Length % 4);
        await connection.WriteAsync(bytes, cuts);
    }

    private static async Task BreakOffAsync(ScriptedConnection connection, WireMessage request, Random random)
    {
        var (bytes, cuts) = Echo(request);
        await connection.WriteAsync(bytes.AsMemory(0, random.Next(bytes.Length)), cuts);
        if (random.Next(2) == 0) connection.Reset();
        else connection.Dispose();
    }

    private static Task InParallelAsync(Func<int, Task> ask) => Parallel.ForAsync(
        0, Sends, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (number, _) => await ask(number));

    private Task<WireMessage> AskAsync(int number) => _ways.AskAsync(Request(number));

    private async Task HangUpAsync(int number)
    {
        using var connection = await _ways.Gateway.ConnectAsync();
        await connection.WriteAsync(Request(number));
        await connection.AnswersWithinAsync(TimeSpan.FromMilliseconds(number % 5));
    }

    private void Check(int number, WireMessage answer)
    {
        var text = Encoding.ASCII.GetString(answer.Body);
        if (!answer.IsWhole || answer.Header("X-Number") != $"{number}" || text.Replace($"<{number}>", "").Length > 0 || text.Length == 0)
            _wrong.Add($"{number}: {answer.StartLine} {answer.Header("X-Number")} {text[..Math.Min(text.Length, 40)]}");
    }
}

using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using PolicyProxy.Tests.Infrastructure;
using Xunit;

namespace PolicyProxy.Tests.Forwarding;

/// <summary>What the client gets of an answer is the same whichever way its request was forwarded, in whatever pieces the answer arrives.</summary>
public sealed class AnswersBothWaysTests : IAsyncLifetime
{
    private const string BrokenOff = "broken off";
    private const string Refused = "HTTP/1.1 502 Bad Gateway";

    private TwoWays _ways = null!;

    public async Task InitializeAsync() => _ways = await TwoWays.StartAsync(configure: settings =>
    {
        // Nothing is waited for here; where it is, all the same, soon told.
        foreach (var cluster in new[] { "graph", "helpdesk" }) settings.Set($"ReverseProxy:Clusters:{cluster}:HttpRequest:ActivityTimeout", "00:00:02");
    });

    public async Task DisposeAsync() => await _ways.DisposeAsync();

    [Property(MaxTest = 150)]
    public Property An_answer_is_passed_on_as_ever() => PassesOn(GeneratedAnswer.WellFormed);

    [Property(MaxTest = 150)]
    public Property An_answer_with_a_bad_head_is_treated_as_ever_or_refused() => PassesOn(GeneratedAnswer.BadHead, mayRefuse: true);

    [Property(MaxTest = 100)]
    public Property An_answer_with_a_bad_body_breaks_off_as_ever() => PassesOn(GeneratedAnswer.BadBody);

    private Property PassesOn(Gen<GeneratedAnswer> answers, bool mayRefuse = false) => Prop.ForAll(answers.ToArbitrary(), Gen.Choose(0, 2).ToArbitrary(), (answer, asked) =>
    {
        var other = AskAsync(answer, asked, TwoWays.OtherWay, []).GetAwaiter().GetResult();
        var whole = AskAsync(answer, asked, "", []).GetAwaiter().GetResult();
        var cut = AskAsync(answer, asked, "", answer.Cuts).GetAwaiter().GetResult();
        var isRefused = mayRefuse && (whole.Contains(Refused, StringComparison.Ordinal) || whole.EndsWith(BrokenOff, StringComparison.Ordinal));
        return (cut == whole && (whole == other || isRefused)).Label($"asked {asked}:\n{whole}\nin pieces\n{cut}\nand the other way\n{other}");
    });

    private async Task<string> AskAsync(GeneratedAnswer answer, int asked, string mark, IReadOnlyList<int> cuts)
    {
        var isWritten = new TaskCompletionSource();
        _ways.Upstream.Forget();
        _ways.Upstream.Answer = async (connection, _) =>
        {
            try
            {
                await connection.WriteAsync(answer.Bytes, cuts);
                if (answer.Closes) connection.Dispose();
            }
            finally
            {
                isWritten.TrySetResult();
            }
        };
        var told = await _ways.AskAsync(Request(answer.Method, asked, mark), answer.Method);

        // Nobody can tell what comes late, on a connection that is in use again, from the next answer.
        await isWritten.Task;
        var text = answer.IsBodyBroken && (!told.IsWhole || told.Status == 502) ? BrokenOff : WireText.Of(told);
        return $"asked {_ways.Upstream.Requests.Count} times\n{text}";
    }

    private static byte[] Request(string method, int asked, string mark) => asked switch
    {
        0 => TwoWays.Send(Conversation.Messenger, method, mark),

        // What is answered to these is read in passing. Webhooks are posted.
        1 => TwoWays.Send(Conversation.WhatsApp, method, mark),
        _ when method == "HEAD" => TwoWays.Send(Conversation.Messenger, method, mark),
        _ => Encoding.ASCII.GetBytes($"POST /webhooks/a HTTP/1.1\r\nHost: gateway\r\n{mark}X-Hub-Signature-256: {RunningGateway.Sign("{}"u8.ToArray(), Conversation.Messenger.Secret)}\r\nContent-Length: 2\r\n\r\n{{}}"),
    };
}

using System.Diagnostics;
using PolicyProxy.Chaos.History;
using PolicyProxy.Chaos.World;

namespace PolicyProxy.Chaos.SelfTests;

/// <summary>A short history in which every promise is kept, and its parts, for doctoring.</summary>
internal static class HonestHistory
{
    /// <summary>A client of WhatsApp who wrote at 9 s.</summary>
    public static readonly string Writer = ChaosChannel.WhatsApp.Conversation(1);

    /// <summary>When the writer's window closes, in seconds.</summary>
    public static readonly double End = 9 + ChaosChannel.WhatsApp.Window.TotalSeconds;

    /// <summary>A client who never wrote.</summary>
    public static readonly string Stranger = ChaosChannel.WhatsApp.Conversation(9000);

    private static readonly DateTimeOffset Begin = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    /// <summary>So many seconds into the run.</summary>
    public static Moment At(double seconds) => new((long)(seconds * Stopwatch.Frequency), Begin.AddSeconds(seconds));

    /// <summary>The same in Unix milliseconds.</summary>
    public static long Ms(double seconds) => At(seconds).Wall.ToUnixTimeMilliseconds();

    /// <summary>A delivery that takes a tenth of a second.</summary>
    public static WebhookAttempt Webhook(string id, string gateway, double start, int status, params ClientEvent[] events) => new()
    {
        Id = id,
        Kind = "new",
        Gateway = gateway,
        Hash = $"hash of {id}",
        Events = events,
        Start = At(start),
        End = At(start + 0.1),
        Status = status,
    };

    /// <summary>A send that takes a tenth of a second.</summary>
    public static SendAttempt Send(string id, string conversation, string gateway, double start, Outcome outcome) => new()
    {
        Gateway = gateway,
        Form = "json",
        Hash = $"hash of {id}",
        Elements = [new(id, conversation, IsTemplate: false, outcome)],
        Start = At(start),
        End = At(start + 0.1),
        Status = outcome switch { Outcome.Delivered => 200, Outcome.Temporary => 503, _ => 400 },
        Verdict = outcome switch { Outcome.Delivered => "allowed", Outcome.Temporary => "temporary", _ => "refused" },
    };

    /// <summary>A request at the other side, half-way through.</summary>
    public static Arrival Arrival(string id, double start) => new([id], $"hash of {id}", At(start + 0.05));

    /// <summary>The history.</summary>
    public static RunHistory Create()
    {
        var (quick, ahead) = (ChaosChannel.Messenger.Conversation(2), ChaosChannel.Instagram.Conversation(3));
        var template = Send("template", Stranger, "b", 17, Outcome.Delivered);
        return new()
        {
            Webhooks =
            [
                Webhook("first", "a", 10, 200, new ClientEvent(Writer, Ms(9))),
                Webhook("second", "b", 11, 200, new ClientEvent(quick, Ms(11))),
                Webhook("ahead", "b", 13, 200, new ClientEvent(ahead, Ms(3600))),
                Webhook("forged", "a", 12, 401, new ClientEvent(Stranger, Ms(12))) with { IsForged = true },
            ],
            Helpdesk = [Arrival("first", 10), Arrival("second", 11), Arrival("ahead", 13)],
            Sends =
            [
                Send("inside", Writer, "b", 15, Outcome.Delivered),
                Send("after", Writer, "b", End + 1, Outcome.Closed),
                template with { Elements = [template.Elements[0] with { IsTemplate = true }] },
            ],
            Platform = [Arrival("inside", 15), Arrival("template", 17)],
            Stored = new Dictionary<string, string> { [Writer] = $"{Ms(9)}", [quick] = $"{Ms(11)}", [ahead] = $"{Ms(13.03)}" },
            StoredAt = At(40),
            // Asked every half second.
            Polls =
            [
                .. from gateway in new[] { "a", "b" }
                   from half in Enumerable.Range(0, 80)
                   select new StorePoll(gateway, At(half / 2.0), At(half / 2.0 + 0.1)),
            ],
            ClockSlack = TimeSpan.FromMilliseconds(1),
        };
    }
}

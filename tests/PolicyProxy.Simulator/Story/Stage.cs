using System.Diagnostics;
using PolicyProxy.Simulator.Helpdesk;
using PolicyProxy.Simulator.Platform;

namespace PolicyProxy.Simulator.Story;

/// <summary>What client, agent and operator do in the story. What becomes of it is read from the platform's records and the helpdesk's.</summary>
internal sealed class Stage(Playground playground, Narrator narrator)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    // Each platform's own error for a closed window: code and subcode.
    private static readonly Dictionary<string, (string Code, string? Subcode)> Closed = new()
    {
        ["WhatsApp"] = ("131047", null),
        ["Messenger"] = ("10", "2018278"),
        ["Instagram"] = ("10", "2534022"),
    };

    /// <summary>The client writes, and the helpdesk gets it.</summary>
    public async Task ClientWritesAsync(Channel channel)
    {
        var before = playground.Helpdesk.Timeline(channel).Messages.Count;
        await playground.Platform.ClientWritesAsync(channel, "Is my order on its way?").WaitAsync(Patience);
        var after = playground.Helpdesk.Timeline(channel).Messages;
        narrator.Check(
            $"{channel.Platform}: the client writes, and the helpdesk has it",
            (after.Count != before + 1 || !after[^1].IsFromClient, "the helpdesk does not have it"));
    }

    /// <summary>The agent writes, and the client gets it.</summary>
    /// <param name="channel">Where.</param>
    /// <param name="what">What it shows.</param>
    /// <param name="kind">What is sent.</param>
    /// <param name="tag">The message tag that the platform has to see.</param>
    public async Task DeliveredAsync(Channel channel, string what, SendKind kind = SendKind.Text, string? tag = null)
    {
        var (answer, arrived) = await AgentWritesAsync(channel, kind);
        var isConfirmed = answer.State == MessageState.Sent && await HoldsAsync(() => LastOf(channel).State == MessageState.Delivered);
        narrator.Check(
            $"{channel.Platform}: {what}: delivered",
            (arrived.Count != 1, $"{arrived.Count} messages reached the platform"),
            (arrived.Any(arrival => !arrival.IsDelivered), "the platform refused it"),
            (arrived.Any(arrival => arrival.Message.Tag != tag), $"the platform did not see the tag {tag ?? "none"}"),
            (!isConfirmed, $"the agent reads: {answer.State} {answer.Note}"));
    }

    /// <summary>The agent writes, and reads the platform's own error; the platform hears nothing of it.</summary>
    public async Task RefusedAsync(Channel channel, string what, SendKind kind = SendKind.Text)
    {
        var (answer, arrived) = await AgentWritesAsync(channel, kind);
        var (code, subcode) = Closed[channel.Platform];
        narrator.Check(
            $"{channel.Platform}: {what}: not delivered (#{code}{(subcode is null ? "" : $"/{subcode}")})",
            (arrived.Count > 0, "it reached the platform"),
            (answer.State != MessageState.NotDelivered, $"the agent reads: {answer.State} {answer.Note}"),
            ((answer.Code, answer.Subcode) != (code, subcode), $"the error is #{answer.Code}/{answer.Subcode}"),
            (!answer.Note.Contains("not delivered", StringComparison.Ordinal), "the agent does not read that it was not delivered"));
    }

    /// <summary>The agent writes, and is asked to try again; the platform hears nothing of it.</summary>
    public async Task NotNowAsync(Channel channel, string what)
    {
        var (answer, arrived) = await AgentWritesAsync(channel, SendKind.Text);
        narrator.Check(
            $"{channel.Platform}: {what}: a temporary error, try again",
            (arrived.Count > 0, "it reached the platform"),
            (answer.State != MessageState.TryAgain, $"the agent reads: {answer.State} {answer.Note}"));
    }

    /// <summary>Everybody's clock goes on.</summary>
    public void Pass(TimeSpan time, string words)
    {
        playground.Clock.Move(time);
        narrator.Tell(words);
    }

    /// <summary>Whether something comes true within a time that is long for it.</summary>
    public static async Task<bool> HoldsAsync(Func<Task<bool>> holds)
    {
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < Patience; await Task.Delay(20))
        {
            if (await holds()) return true;
        }

        return false;
    }

    /// <summary>Whether something comes true within a time that is long for it.</summary>
    public static Task<bool> HoldsAsync(Func<bool> holds) => HoldsAsync(() => Task.FromResult(holds()));

    private Message LastOf(Channel channel) => playground.Helpdesk.Timeline(channel).Messages.Last(message => !message.IsFromClient);

    private async Task<(SendAnswer Answer, IReadOnlyList<Arrival> Arrived)> AgentWritesAsync(Channel channel, SendKind kind)
    {
        var phone = playground.Platform.Phone(channel);
        var before = phone.Arrivals.Count;
        var answer = await playground.Helpdesk.AgentWritesAsync(channel, "It will be with you tomorrow.", kind);
        return (answer, [.. phone.Arrivals.Skip(before)]);
    }
}

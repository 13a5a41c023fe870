using System.Globalization;
using PolicyProxy.Policy;

namespace PolicyProxy.Platforms.Profiles;

/// <summary>How a profile words a refusal that is told later.</summary>
/// <param name="Accepted">The answer to a send that the platform took.</param>
/// <param name="Failed">The webhook that says that it failed.</param>
internal sealed record ProfileFailures(AnswerTemplate Accepted, AnswerTemplate Failed)
{
    /// <summary>What stands before a placeholder of what the send says: <c>{send.To}</c>.</summary>
    public const string OfSend = "send.";

    private const int TakenStatus = 200;

    /// <summary>The values that the placeholders of what the send says stand for.</summary>
    public required IReadOnlyDictionary<string, int> Slots { get; init; }

    /// <summary>The value that says where a send is told of; null for none.</summary>
    public int? UrlSlot { get; init; }

    internal string? ReadUrl(OutboundSend send) => UrlSlot is { } slot && send is ProfileSend read ? read.Values.Text(slot) : null;

    internal PlatformAnswer Accept(LaterRefusal refusal) => new(
        Accepted.Status ?? TakenStatus, Accepted.ContentType, [.. Accepted.Headers, new("Cache-Control", "no-store")], Accepted.Fill(name => Value(name, refusal)));

    internal PlatformWebhook Fail(LaterRefusal refusal) => new(Failed.ContentType, Failed.Fill(name => Value(name, refusal)));

    private string? Value(string name, LaterRefusal refusal) => name switch
    {
        "id" => refusal.Unique.ToString("N"),
        "date" => refusal.Time.UtcDateTime.ToString("ddd, dd MMM yyyy HH:mm:ss +0000", CultureInfo.InvariantCulture),
        _ when Slots.TryGetValue(name, out var slot) => (refusal.Send as ProfileSend)?.Values.Text(slot),
        _ => AnswerTemplate.Said(name, refusal.Refusal),
    };
}

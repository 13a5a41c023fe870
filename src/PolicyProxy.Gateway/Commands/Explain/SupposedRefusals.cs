using PolicyProxy.Refusals;

namespace PolicyProxy.Gateway.Commands.Explain;

/// <summary>Takes refusals that would be told later, as if a webhook of every account had come already.</summary>
internal sealed class SupposedRefusals : IRefusalJournal
{
    private readonly List<WaitingRefusal> _waiting = [];

    public int Count => _waiting.Count;

    public IReadOnlyList<WaitingRefusal> Waiting => _waiting;

    public Task AppendAsync(WaitingRefusal refusal)
    {
        _waiting.Add(refusal);
        return Task.CompletedTask;
    }

    public Task RemoveAsync(Guid id) => Task.CompletedTask;

    public WebhookSource? FindSource(string channel, string account) => new(channel, new(account), "", "");

    public void Remember(WebhookSource source)
    {
        // It is explained, not forwarded.
    }
}

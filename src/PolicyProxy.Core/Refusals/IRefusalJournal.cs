using PolicyProxy.Windows;

namespace PolicyProxy.Refusals;

/// <summary>Keeps, beyond the end of the process, the refusals that are told later, and how the webhooks of their accounts come.</summary>
internal interface IRefusalJournal
{
    /// <summary>How many refusals wait to be told.</summary>
    int Count { get; }

    /// <summary>The refusals that wait, oldest first.</summary>
    IReadOnlyList<WaitingRefusal> Waiting { get; }

    /// <summary>Keeps a refusal; it survives the loss of this process, and a power cut, when the task has completed.</summary>
    /// <param name="refusal">The refusal.</param>
    /// <exception cref="WindowStoreException">It is not known to be kept, or there are as many as may be.</exception>
    Task AppendAsync(WaitingRefusal refusal);

    /// <summary>A refusal was told or given up: it waits no more. Where that cannot be written it is told once more after a restart.</summary>
    /// <param name="id">The refusal's id.</param>
    Task RemoveAsync(Guid id);

    /// <summary>How the last webhook of an account came; null where none did.</summary>
    /// <param name="channel">The channel's name.</param>
    /// <param name="account">The account's id.</param>
    WebhookSource? FindSource(string channel, string account);

    /// <summary>Remembers how a webhook came, without waiting for the disk.</summary>
    /// <param name="source">The account, and the way.</param>
    void Remember(WebhookSource source);
}

using System.Buffers;

namespace PolicyProxy.Platforms;

/// <summary>How a webhook proves that it comes from the platform: by what one header says, or the query.</summary>
public interface IWebhookProof
{
    /// <summary>The header; null where the proof stands in the query.</summary>
    string? Header { get; }

    /// <summary>The header that says when the proof was made, where the proof covers that; null otherwise.</summary>
    string? TimeHeader => null;

    /// <summary>Whether the proof covers the address that the platform calls, which then has to be known.</summary>
    bool CoversAddress { get; }

    /// <summary>Whether <paramref name="secret"/> made the proof; compares in constant time. An empty secret, which anybody knows, made none.</summary>
    /// <param name="header">The header's one value; empty where the proof stands in the query.</param>
    /// <param name="webhook">The webhook.</param>
    /// <param name="secret">The secret.</param>
    bool Verify(string header, in SignedWebhook webhook, byte[] secret);

    /// <summary>Whether the gateway makes it, too, for a webhook of its own.</summary>
    bool CanSign => false;

    /// <summary>The headers that prove a webhook of the gateway's own; none where it cannot be proved.</summary>
    /// <param name="url">Where it is posted.</param>
    /// <param name="body">The body.</param>
    /// <param name="secret">The secret.</param>
    IReadOnlyList<KeyValuePair<string, string>> Sign(Uri url, ReadOnlySpan<byte> body, byte[] secret) => [];
}

/// <summary>What a webhook's proof can cover.</summary>
/// <param name="Address">The address that the platform calls, up to its path; empty when it is not known.</param>
/// <param name="Target">Path and query as written.</param>
/// <param name="Body">The body as received.</param>
/// <param name="ReceivedAt">When it was received.</param>
public readonly record struct SignedWebhook(string Address, string Target, ReadOnlySequence<byte> Body, DateTimeOffset ReceivedAt)
{
    /// <summary>What <see cref="IWebhookProof.TimeHeader"/> says, as written; empty without one, or with more than one.</summary>
    public string Time { get; init; } = "";
}

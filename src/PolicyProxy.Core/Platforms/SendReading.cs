using PolicyProxy.Policy;

namespace PolicyProxy.Platforms;

/// <summary>What was read from a request: no send, one, a batch, or something that cannot be read exactly one way.</summary>
public sealed record SendReading
{
    private SendReading()
    {
    }

    /// <summary>The request holds no send.</summary>
    public static SendReading NotASend { get; } = new();

    /// <summary>The send; null when there is none or it was not understood.</summary>
    public OutboundSend? Send { get; private init; }

    /// <summary>The batch; null when the request is none, or holds no send.</summary>
    public SendBatch? Batch { get; private init; }

    /// <summary>What cannot be read, in words for a developer, without any of the request's values; null when all could be read.</summary>
    public string? Problem { get; private init; }

    /// <summary>The platforms the request can be for, of which one words the refusal; none where it does not say.</summary>
    public IReadOnlyList<string> Platforms { get; init; } = [];

    /// <summary>What is forwarded instead of the request, where it had to be said more strictly; null to forward it as it came.</summary>
    public ForwardedRequest? Rewritten { get; init; }

    /// <summary>What is forwarded instead when the human agent tag is to be added; null for what can have none.</summary>
    public Func<ForwardedRequest>? WithHumanAgentTag { get; init; }

    /// <summary>A request that holds one send.</summary>
    public static SendReading Of(OutboundSend send) => new() { Send = send };

    /// <summary>A request that holds several.</summary>
    public static SendReading Of(SendBatch batch) => new() { Batch = batch };

    /// <summary>A request whose recipient or kind cannot be read exactly one way.</summary>
    public static SendReading NotUnderstood(string problem) => new() { Problem = problem };
}

using PolicyProxy.Policy;

namespace PolicyProxy.Platforms;

/// <summary>What was read from a request: no send, a send, or something that cannot be read exactly one way.</summary>
public sealed record SendReading
{
    private SendReading()
    {
    }

    /// <summary>The request holds no send.</summary>
    public static SendReading NotASend { get; } = new();

    /// <summary>The send; null when there is none or it was not understood.</summary>
    public OutboundSend? Send { get; private init; }

    /// <summary>What cannot be read, in words for a developer, without any of the request's values; null when all could be read.</summary>
    public string? Problem { get; private init; }

    /// <summary>The platform that words the refusal, where the request says which; null where it does not.</summary>
    public string? Platform { get; init; }

    /// <summary>A request that holds one send.</summary>
    public static SendReading Of(OutboundSend send) => new() { Send = send };

    /// <summary>A request whose recipient or kind cannot be read exactly one way.</summary>
    public static SendReading NotUnderstood(string problem) => new() { Problem = problem };
}

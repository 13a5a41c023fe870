namespace PolicyProxy.Platforms;

/// <summary>Several requests in one.</summary>
public abstract class SendBatch
{
    /// <summary>What was read from each element, in order.</summary>
    public abstract IReadOnlyList<SendReading> Elements { get; }

    /// <summary>The other elements that an element cannot do without.</summary>
    /// <param name="element">The element's place.</param>
    public abstract IReadOnlyList<int> Needs(int element);

    /// <summary>What is forwarded of the batch.</summary>
    /// <param name="steps">What becomes of each element.</param>
    /// <returns>Null when the batch is forwarded as it came.</returns>
    public abstract ForwardedRequest? Forward(IReadOnlyList<BatchStep> steps);

    /// <summary>Puts the gateway's own answers into the platform's.</summary>
    /// <param name="answer">The body of the platform's answer; empty when nothing was forwarded.</param>
    /// <param name="refusals">The gateway's answer to each element that was not forwarded, by its place; null for the others.</param>
    /// <returns>The whole answer, or null when the platform's is not one to a batch.</returns>
    public abstract byte[]? Answer(ReadOnlyMemory<byte> answer, IReadOnlyList<PlatformAnswer?> refusals);
}

/// <summary>What becomes of an element of a batch.</summary>
public enum BatchStep
{
    /// <summary>It is forwarded.</summary>
    Forward,

    /// <summary>It is forwarded with the human agent tag.</summary>
    ForwardTagged,

    /// <summary>It is left out.</summary>
    Refuse,
}

namespace PolicyProxy.Chaos.World;

/// <summary>The run itself cannot go on: no statement about the gateway.</summary>
internal sealed class ChaosException(string message) : Exception(message);

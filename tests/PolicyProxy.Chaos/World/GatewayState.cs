namespace PolicyProxy.Chaos.World;

/// <summary>What a gateway says of itself.</summary>
/// <param name="Status">Its readiness: ready, degraded or unready.</param>
/// <param name="StoreIsAway">Whether records cannot go to the store just now, or wait in the journal.</param>
/// <param name="Text">All that it says.</param>
internal sealed record GatewayState(string Status, bool StoreIsAway, string Text);

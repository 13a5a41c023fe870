using PolicyProxy.Chaos.History;

namespace PolicyProxy.Chaos.Load;

/// <summary>A webhook that the platform delivers, once or more often.</summary>
/// <param name="Kind">What it is: new, old, forged, ...</param>
/// <param name="Body">Its bytes.</param>
/// <param name="Signature">The value of <c>X-Hub-Signature-256</c>; null for none.</param>
/// <param name="Events">The actions in it that open windows.</param>
internal sealed record Webhook(string Kind, byte[] Body, string? Signature, IReadOnlyList<ClientEvent> Events)
{
    public bool IsForged => Kind == "forged";
}

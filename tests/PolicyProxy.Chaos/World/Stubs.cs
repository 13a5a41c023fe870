using System.Text.RegularExpressions;
using PolicyProxy.Chaos.Load;

namespace PolicyProxy.Chaos.World;

/// <summary>The two sides of the gateways.</summary>
internal static partial class Stubs
{
    /// <summary>Finds webhooks by the header that the load gave them.</summary>
    public static Stub Helpdesk() => new((request, _) => [$"{request.Headers[GatewayClient.AttemptHeader]}"], (_, _) => "EVENT_RECEIVED");

    /// <summary>Finds sends by the ids in their texts, in whatever form those are written.</summary>
    public static Stub Platform() => new(
        (_, body) => [.. SendId().Matches(body).Select(match => match.Value)],
        (path, count) => path == "/"
            ? $"[{string.Join(',', Enumerable.Repeat("""{"code":200,"body":"{\"message_id\":\"m_1\"}"}""", count))}]"
            : """{"message_id":"m_1"}""");

    [GeneratedRegex("snd[0-9]+x[0-9]+x[0-9]+x")]
    private static partial Regex SendId();
}

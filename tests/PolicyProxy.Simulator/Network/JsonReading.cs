using System.Text.Json;
using System.Text.Json.Nodes;

namespace PolicyProxy.Simulator.Network;

/// <summary>Looks into JSON that may have any form.</summary>
internal static class JsonReading
{
    /// <summary>Reads JSON; null when it is none.</summary>
    public static JsonNode? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>What is at the end of these names; null when the way does not lead there.</summary>
    public static JsonNode? At(this JsonNode? node, params ReadOnlySpan<string> names)
    {
        foreach (var name in names) node = (node as JsonObject)?[name];
        return node;
    }

    /// <summary>The text or number at the end of these names.</summary>
    public static string? Text(this JsonNode? node, params ReadOnlySpan<string> names) => (node.At(names) as JsonValue)?.ToString();

    /// <summary>The elements of the list of this name; none when there is no list.</summary>
    public static IEnumerable<JsonNode?> Each(this JsonNode? node, string name) => node.At(name) as JsonArray ?? [];
}

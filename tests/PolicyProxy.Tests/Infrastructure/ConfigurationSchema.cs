using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;
using PolicyProxy.Gateway.Configuration;
using PolicyProxy.Yarp.Configuration;

namespace PolicyProxy.Tests.Infrastructure;

/// <summary>The schema of the configuration file, beside the options types that it describes.</summary>
internal static class ConfigurationSchema
{
    /// <summary>The sections that options types read.</summary>
    public static readonly IReadOnlyDictionary<string, Type> Sections = new Dictionary<string, Type>
    {
        ["Kestrel"] = typeof(KestrelSection),
        ["Admin"] = typeof(AdminOptions),
        ["Messaging"] = typeof(MessagingOptions),
        ["RateLimiting"] = typeof(RateLimitingOptions),
        ["Telemetry"] = typeof(TelemetryOptions),
    };

    public static JsonObject Root { get; } = JsonNode.Parse(RepositoryFile.Read("config", "policyproxy.schema.json"))!.AsObject();

    private static readonly JsonSchema Compiled = JsonSchema.FromText(RepositoryFile.Read("config", "policyproxy.schema.json"));

    /// <summary>Every options type that a section leads to, with the part of the schema that is reached on the same way.</summary>
    public static IReadOnlyDictionary<Type, JsonObject> Objects { get; } = FindObjects();

    /// <summary>What an editor that checks by the schema finds wrong with a configuration.</summary>
    public static IReadOnlyList<string> Problems(JsonObject file)
    {
        var found = Compiled.Evaluate(JsonSerializer.SerializeToElement(file), new() { OutputFormat = OutputFormat.List });
        if (found.IsValid) return [];
        return [.. (found.Details ?? []).SelectMany(place => (place.Errors ?? []).Select(error => $"{place.InstanceLocation}: {error.Value}")), "It is not valid."];
    }

    /// <inheritdoc cref="Problems(JsonObject)"/>
    public static IReadOnlyList<string> Problems(GatewaySettings settings) => Problems(RepositoryFile.ParseJson(settings.ToJson()));

    /// <summary>The schema's object or value, its reference followed.</summary>
    public static JsonObject Follow(JsonNode node)
    {
        if (node["allOf"] is JsonArray all && node["properties"] is null) return Follow(all[0]!);
        if (node["$ref"] is not { } reference) return node.AsObject();
        return Root["definitions"]![reference.GetValue<string>()["#/definitions/".Length..]]!.AsObject();
    }

    /// <summary>The keys that a part of the schema describes.</summary>
    public static IEnumerable<string> Keys(JsonNode node) => node["properties"]!.AsObject().Select(property => property.Key);

    /// <summary>The type of a list's or dictionary's elements, or the type itself.</summary>
    public static Type Element(Type type) => type.IsGenericType ? type.GetGenericArguments()[^1] : type;

    public static bool IsOptions(Type type) => type.IsClass && type != typeof(string);

    private static Dictionary<Type, JsonObject> FindObjects()
    {
        var found = new Dictionary<Type, JsonObject>();
        foreach (var (name, type) in Sections) Collect(type, Follow(Root["properties"]![name]!), found);
        Collect(typeof(PlatformOptions), Follow(Root["properties"]!["Platforms"]!["additionalProperties"]!), found);
        return found;
    }

    private static void Collect(Type type, JsonObject schema, Dictionary<Type, JsonObject> found)
    {
        if (!found.TryAdd(type, schema)) return;
        foreach (var property in type.GetProperties().Where(property => IsOptions(Element(property.PropertyType))))
        {
            // A key that the schema lacks is reported where keys are compared.
            if (schema["properties"]?[property.Name] is not { } described) continue;
            var entry = property.PropertyType switch
            {
                { IsGenericType: false } => described,
                var list when list.GetGenericTypeDefinition() == typeof(List<>) => Follow(described)["items"]!,
                _ => Follow(described)["additionalProperties"]!,
            };
            Collect(Element(property.PropertyType), Follow(entry), found);
        }
    }
}

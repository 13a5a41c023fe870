using System.Text.Json.Nodes;
using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Configuration;

/// <summary>By the schema an editor takes what the gateway takes, refuses what it refuses, and says what every key is.</summary>
public sealed class SchemaValidationTests
{
    private const string Channel = "Messaging:Channels:messenger";

    /// <summary>The keys of objects that nothing else belongs into.</summary>
    public static TheoryData<string> Closed => new(
    [
        "", "Kestrel:", "Kestrel:EndpointDefaults:", "Kestrel:Endpoints:Proxy:", "Admin:", "Messaging:", "Messaging:Store:", "Messaging:Limits:",
        $"{Channel}:", $"{Channel}:ExtendedWindow:", "RateLimiting:", "Serilog:", "ReverseProxy:Routes:webhooks:Metadata:Messaging.",
    ]);

    /// <summary>Objects of YARP's section, which knows more keys than the schema.</summary>
    public static TheoryData<string> Open => new(
    [
        "ReverseProxy:", "ReverseProxy:Routes:webhooks:", "ReverseProxy:Routes:webhooks:Match:", "ReverseProxy:Routes:webhooks:Metadata:",
        "ReverseProxy:Clusters:graph:", "ReverseProxy:Clusters:graph:Destinations:1:", "ReverseProxy:Clusters:graph:HttpClient:",
    ]);

    /// <summary>Keys, and what does not belong there.</summary>
    public static TheoryData<string, string> Wrong => new()
    {
        { "Kestrel:Endpoints", "{}" },
        { "Kestrel:Endpoints:Proxy:Url", "\"8080\"" },
        { "Admin:Url", "\"https://127.0.0.1:8081\"" },
        { "Messaging:Store:Provider", "\"Postgres\"" },
        { "Messaging:Store:OperationTimeoutMs", "\"soon\"" },
        { "Messaging:Store:WhenUnavailable", "\"Wait\"" },
        { $"{Channel}:Platform", "\"\"" },
        { $"{Channel}:WindowHours", "721" },
        { $"{Channel}:WindowHours", "\"24:00:00\"" },
        { $"{Channel}:AppSecrets", "\"a secret\"" },
        { $"{Channel}:AppSecrets", "[\"\"]" },
        { $"{Channel}:Accounts", "[\"a page\"]" },
        { $"{Channel}:AllowedOutsideWindow", "[\"Anything\"]" },
        { $"{Channel}:Login", "\"Instagram\"" },
        { $"{Channel}:Refusal", "\"Asynchronous\"" },
        { "Messaging:Channels:whatsapp:Refusal", "\"Never\"" },
        { "Messaging:Channels:whatsapp:RefusalUrl", "\"helpdesk.example.com\"" },
        { $"{Channel}:ExtendedWindow:Tag", "\"Never\"" },
        { $"{Channel}:ExtendedWindow:AutomaticHeader", "\"X-Message-Origin\"" },
        { "Messaging:Channels:whatsapp:ExtendedWindow", "{\"Hours\":168}" },
        { "Messaging:Channels:two words", "{\"Platform\":\"WhatsApp\"}" },
        { "ReverseProxy:Routes:graph-api:Metadata:Messaging.Account", "\"mine\"" },
        { "Serilog:MinimumLevel", "\"Loud\"" },
        { "Serilog:MinimumLevel:Override:Yarp", "\"Loud\"" },
    };

    public static TheoryData<string> Places => new(FindPlaces().Select(place => place.Name));

    [Fact]
    public void The_shipped_configuration_is_right() =>
        ConfigurationSchema.Problems(RepositoryFile.ReadJson("config", "policyproxy.json")).ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Closed))]
    public void A_key_that_nobody_knows_is_refused_by_both(string section)
    {
        var settings = With($"{section}Nonsense", "\"x\"");
        ConfigurationErrors.Of(settings).ShouldContain(error => error.StartsWith($"{section}Nonsense:", StringComparison.Ordinal));
        ConfigurationSchema.Problems(settings).ShouldNotBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Open))]
    public void What_YARP_may_know_is_left_to_it_by_both(string section)
    {
        var settings = With($"{section}Nonsense", "\"x\"");
        ConfigurationErrors.Of(settings).ShouldBeEmpty();
        ConfigurationSchema.Problems(settings).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_wrong_value_is_refused_by_both(string key, string json)
    {
        var settings = With(key, json);
        ConfigurationErrors.Of(settings).ShouldNotBeEmpty();
        ConfigurationSchema.Problems(settings).ShouldNotBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Places))]
    public void Every_key_is_described(string place)
    {
        var schema = FindPlaces().First(found => found.Name == place).Schema;
        $"{schema["description"] ?? ConfigurationSchema.Follow(schema)["description"]}".ShouldNotBeEmpty();
    }

    private static GatewaySettings With(string key, string json)
    {
        var settings = new GatewaySettings();
        if (key.StartsWith("Serilog:MinimumLevel:", StringComparison.Ordinal)) settings.Remove("Serilog:MinimumLevel");
        return settings.SetJson(key, json);
    }

    private static IEnumerable<(string Name, JsonObject Schema)> FindPlaces()
    {
        var definitions = ConfigurationSchema.Root["definitions"]!.AsObject().Select(pair => (pair.Key, pair.Value!.AsObject()));
        return definitions.SelectMany(pair => Below(pair.Key, pair.Item2).Prepend(pair)).Concat(Below("", ConfigurationSchema.Root));
    }

    private static IEnumerable<(string Name, JsonObject Schema)> Below(string name, JsonObject schema)
    {
        foreach (var (key, value) in schema["properties"] as JsonObject ?? [])
        {
            if (value is not JsonObject described) continue;
            yield return ($"{name}.{key}", described);
            foreach (var deeper in Below($"{name}.{key}", described)) yield return deeper;
        }

        if (schema["additionalProperties"] is not JsonObject entry) yield break;
        foreach (var deeper in Below($"{name}.*", entry)) yield return deeper;
    }
}

using System.Globalization;
using System.Reflection;
using System.Security.Authentication;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Configuration;
using PolicyProxy.Gateway.Configuration;
using PolicyProxy.Platforms;
using PolicyProxy.Policy;
using PolicyProxy.Tests.Infrastructure;
using PolicyProxy.Windows;
using PolicyProxy.Yarp.Configuration;
using Serilog.Events;
using Shouldly;
using Xunit;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;

namespace PolicyProxy.Tests.Configuration;

/// <summary>The schema that editors use says what the gateway reads: the same keys, words, defaults and limits.</summary>
public sealed class SchemaTests
{
    private const string Channel = "Messaging:Channels:messenger";
    private const string RateLimit = "RateLimiting:Policies:mine";
    private const string Platform = "Platforms:Twilio";

    private static readonly JsonSerializerOptions ByWord = new() { Converters = { new JsonStringEnumConverter() } };

    // What the options take as text and somebody else gives a meaning.
    private static readonly Dictionary<string, IEnumerable<string>> WordsOfTexts = new()
    {
        ["KestrelEndpoint.Protocols"] = Enum.GetNames<HttpProtocols>().Where(name => name != "None"),
        ["KestrelEndpoint.ClientCertificateMode"] = Enum.GetNames<ClientCertificateMode>(),
        ["KestrelEndpoint.SslProtocols"] = [nameof(SslProtocols.Tls12), nameof(SslProtocols.Tls13)],
        ["KestrelCertificate.Location"] = Enum.GetNames<System.Security.Cryptography.X509Certificates.StoreLocation>(),
    };

    public static TheoryData<string> Objects => new(ConfigurationSchema.Objects.Keys.Select(type => type.Name));

    public static TheoryData<string, string> Values { get; } = FindValues();

    public static TheoryData<string, string, bool> Limits { get; } = FindLimits();

    [Theory]
    [MemberData(nameof(Objects))]
    public void An_object_has_the_same_keys_as_its_options(string type)
    {
        var (options, schema) = ConfigurationSchema.Objects.Single(pair => pair.Key.Name == type);
        ConfigurationSchema.Keys(schema).ShouldBe(options.GetProperties().Select(property => property.Name), ignoreOrder: true);
        schema["additionalProperties"]!.GetValue<bool>().ShouldBeFalse();
    }

    [Fact]
    public void Every_definition_is_used()
    {
        var text = ConfigurationSchema.Root.ToJsonString();
        foreach (var (name, _) in ConfigurationSchema.Root["definitions"]!.AsObject()) text.ShouldContain($"\"#/definitions/{name}\"");
    }

    [Theory]
    [MemberData(nameof(Values))]
    public void A_value_has_the_same_kind_and_words_as_its_option(string type, string key)
    {
        var (property, schema) = Described(type, key);
        var element = Nullable.GetUnderlyingType(property.PropertyType) ?? ConfigurationSchema.Element(property.PropertyType);
        var isList = property.PropertyType.IsGenericType && Nullable.GetUnderlyingType(property.PropertyType) is null;
        if (isList) schema["type"]!.GetValue<string>().ShouldBe("array");
        var value = isList ? schema["items"]! : schema;

        var words = element.IsEnum ? Enum.GetNames(element) : WordsOfTexts.GetValueOrDefault($"{type}.{key}");
        if (words is not null) Words(value).ShouldBe(words, ignoreOrder: true);
        else (value["type"] is JsonArray kinds ? kinds[0]! : value["type"]!).GetValue<string>().ShouldBe(KindOf(element));
    }

    [Theory]
    [MemberData(nameof(Values))]
    public void A_value_has_the_same_default_as_its_option(string type, string key)
    {
        var (property, schema) = Described(type, key);
        var value = property.GetValue(Activator.CreateInstance(property.DeclaringType!));
        if (property.DeclaringType == typeof(ExtendedWindowOptions) && key == "Content") value = ExtendedWindow.DefaultContent.Order();

        var wanted = JsonSerializer.SerializeToNode(value, ByWord);
        JsonNode.DeepEquals(schema["default"], wanted).ShouldBeTrue($"The schema says {schema["default"]}");
    }

    [Theory]
    [MemberData(nameof(Limits))]
    public void A_number_has_the_limits_that_the_gateway_checks(string key, string value, bool isRight)
    {
        var errors = Errors(new() { [key] = value });
        if (isRight) errors.ShouldBeEmpty();
        else errors.ShouldHaveSingleItem().ShouldStartWith($"{key}: {value} is not right");
    }

    [Fact]
    public void Every_number_of_the_policy_has_limits() =>
        Limits.Select(row => (string)((object[])row)[0]).Distinct().ShouldBe(
            [
                "Messaging:Store:OperationTimeoutMs", "Messaging:Store:ReassertMinutes", "Messaging:Limits:SendBytes", "Messaging:Limits:UploadBytes",
                "Messaging:Limits:ConcurrentBodies", "Messaging:Limits:BufferedBytes", $"{Channel}:WindowHours",
                $"{Channel}:CloseEarlySeconds", $"{Channel}:ExtendedWindow:Hours",
                $"{RateLimit}:PermitLimit", $"{RateLimit}:WindowSeconds", $"{RateLimit}:QueueLimit",
                $"{Platform}:WindowHours", $"{Platform}:MessagesPerWindow", $"{Platform}:ExtendedWindow:Hours", $"{Platform}:Answers:Closed:Status",
            ],
            ignoreOrder: true);

    [Fact]
    public void The_sections_are_those_that_the_gateway_knows() =>
        ConfigurationSchema.Keys(ConfigurationSchema.Root).ShouldBe(["$schema", .. KnownBeside("Nonsense")], ignoreOrder: true);

    [Fact]
    public void The_keys_of_the_log_are_those_that_the_gateway_knows() =>
        ConfigurationSchema.Keys(Definition("Serilog")).ShouldBe(KnownBeside("Serilog:Nonsense"), ignoreOrder: true);

    [Fact]
    public void The_keys_of_a_routes_metadata_are_those_that_the_gateway_knows() =>
        ConfigurationSchema.Keys(Definition("Route")["properties"]!["Metadata"]!)
            .ShouldBe(KnownBeside("ReverseProxy:Routes:webhooks:Metadata:Messaging.Nonsense"), ignoreOrder: true);

    [Fact]
    public void The_levels_of_the_log_are_Serilogs() =>
        Words(Definition("LogLevel")).ShouldBe(Enum.GetNames<LogEventLevel>());

    [Theory]
    [InlineData("Route", "", typeof(RouteConfig))]
    [InlineData("Route", "Match", typeof(RouteMatch))]
    [InlineData("Cluster", "", typeof(ClusterConfig))]
    [InlineData("Cluster", "HealthCheck", typeof(HealthCheckConfig))]
    [InlineData("Cluster", "HttpClient", typeof(HttpClientConfig))]
    [InlineData("Cluster", "HttpRequest", typeof(ForwarderRequestConfig))]
    public void What_is_described_of_YARP_exists(string definition, string key, Type type)
    {
        var schema = key.Length == 0 ? Definition(definition) : Definition(definition)["properties"]![key]!;
        ConfigurationSchema.Keys(schema).ShouldBeSubsetOf(type.GetProperties().Select(property => property.Name));
    }

    [Fact]
    public void The_platforms_that_are_built_in_are_offered() =>
        Described("ChannelOptions", "Platform").Schema["examples"]!.AsArray().Select(name => name!.GetValue<string>())
            .ShouldBe(BuiltInPlatforms.All.Values.Select(platform => platform.Name), ignoreOrder: true);

    [Fact]
    public void The_platforms_that_differ_are_those_of_the_code()
    {
        var rules = Definition("Channel")["allOf"]!.AsArray();
        rules[0]!["if"]!["properties"]!["Platform"]!["const"]!.GetValue<string>()
            .ShouldBe(BuiltInPlatforms.All.Values.Single(platform => !platform.CanExtendWindow).Name);
        foreach (var platform in BuiltInPlatforms.All.Values)
        {
            var hasLogin = !Errors(new() { [$"{Channel}:Platform"] = platform.Name, [$"{Channel}:Login"] = "Instagram" })
                .Exists(error => error.Contains(":Login:", StringComparison.Ordinal));
            Words(rules[1]!["if"]!["properties"]!["Platform"]!).Contains(platform.Name).ShouldBe(!hasLogin);
            Words(rules[2]!["if"]!["properties"]!["Platform"]!).Contains(platform.Name).ShouldBe(!platform.CanRefuseLater);
        }
    }

    [Theory]
    [InlineData("Shop_2.whats-app")]
    [InlineData("two words")]
    [InlineData("ünïcode")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123")]
    [InlineData("01234567890123456789012345678901234567890123456789012345678901234")]
    public void A_channels_name_has_the_form_that_the_gateway_checks(string name)
    {
        var pattern = Definition("Messaging")["properties"]!["Channels"]!["propertyNames"]!["pattern"]!.GetValue<string>();
        var isRight = !Errors(new() { [$"Messaging:Channels:{name}:Platform"] = "Messenger" })
            .Exists(error => error.Contains("a channel's name", StringComparison.Ordinal));
        Regex.IsMatch(name, pattern).ShouldBe(isRight);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("12345678901234567890123456789012")]
    [InlineData("123456789012345678901234567890123")]
    [InlineData("")]
    [InlineData("+1")]
    public void An_account_has_the_form_that_the_gateway_checks(string account)
    {
        var isRight = Errors(new() { [$"{Channel}:Accounts:0"] = account }).Count == 0;
        Regex.IsMatch(account, Described("ChannelOptions", "Accounts").Schema["items"]!["pattern"]!.GetValue<string>()).ShouldBe(isRight);
    }

    [Fact]
    public void The_shipped_configuration_names_the_schema()
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Shipped), new() { CommentHandling = JsonCommentHandling.Skip });
        var schema = json.RootElement.GetProperty("$schema").GetString()!;
        File.Exists(Path.Combine(Path.GetDirectoryName(Shipped)!, schema)).ShouldBeTrue();
    }

    private static string Shipped => RepositoryFile.Path("config", "policyproxy.json");

    private static TheoryData<string, string> FindValues()
    {
        var values = new TheoryData<string, string>();
        foreach (var type in ConfigurationSchema.Objects.Keys)
        {
            foreach (var property in type.GetProperties())
            {
                if (!ConfigurationSchema.IsOptions(ConfigurationSchema.Element(property.PropertyType))) values.Add(type.Name, property.Name);
            }
        }

        return values;
    }

    private static TheoryData<string, string, bool> FindLimits()
    {
        var limits = new TheoryData<string, string, bool>();
        foreach (var (type, schema) in ConfigurationSchema.Objects)
        {
            foreach (var key in ConfigurationSchema.Keys(schema))
            {
                foreach (var (value, isRight) in LimitsOf(ConfigurationSchema.Follow(schema["properties"]![key]!)))
                    limits.Add($"{SectionOf(type.Name)}:{key}", value.ToString(CultureInfo.InvariantCulture), isRight);
            }
        }

        return limits;
    }

    private static JsonObject Definition(string name) => ConfigurationSchema.Root["definitions"]![name]!.AsObject();

    private static IEnumerable<string> Words(JsonNode schema) =>
        schema["enum"].ShouldNotBeNull().AsArray().Select(word => word!.GetValue<string>());

    private static (PropertyInfo Property, JsonObject Schema) Described(string type, string key)
    {
        var (options, schema) = ConfigurationSchema.Objects.Single(pair => pair.Key.Name == type);
        return (options.GetProperty(key)!, ConfigurationSchema.Follow(schema["properties"]![key].ShouldNotBeNull()));
    }

    private static string KindOf(Type type) => type switch
    {
        _ when type == typeof(bool) => "boolean",
        _ when type == typeof(int) => "integer",
        _ when type == typeof(double) => "number",
        _ => "string",
    };

    private static string SectionOf(string type) => type switch
    {
        nameof(StoreOptions) => "Messaging:Store",
        nameof(LimitOptions) => "Messaging:Limits",
        nameof(ChannelOptions) => Channel,
        nameof(ExtendedWindowOptions) => $"{Channel}:ExtendedWindow",
        nameof(RateLimitOptions) => RateLimit,
        nameof(PlatformOptions) => Platform,
        nameof(ProfileExtendedWindowOptions) => $"{Platform}:ExtendedWindow",
        nameof(AnswerOptions) => $"{Platform}:Answers:Closed",
        _ => type,
    };

    // A number on each limit and one on either side of it.
    private static IEnumerable<(double Value, bool IsRight)> LimitsOf(JsonObject schema)
    {
        if (schema["minimum"] is { } minimum) yield return (minimum.GetValue<double>(), true);
        if (schema["minimum"] is { } atLeast) yield return (atLeast.GetValue<double>() - 1, false);
        if (schema["exclusiveMinimum"] is { } above) yield return (above.GetValue<double>(), false);
        if (schema["maximum"] is { } maximum) yield return (maximum.GetValue<double>(), true);
        if (schema["maximum"] is { } atMost) yield return (atMost.GetValue<double>() + 1, false);
    }

    /// <summary>The keys that the gateway names when it finds one it does not know.</summary>
    private static string[] KnownBeside(string key)
    {
        var error = Errors(new() { [key] = "x" }).Single(error => error.StartsWith($"{key}:", StringComparison.Ordinal));
        return error[(error.IndexOf("known are ", StringComparison.Ordinal) + "known are ".Length)..].TrimEnd('.').Split(", ");
    }

    /// <summary>What the gateway finds wrong with the shipped configuration once these keys are set.</summary>
    private static List<string> Errors(Dictionary<string, string?> changes)
    {
        var json = new ConfigurationBuilder().AddJsonFile(Shipped).AddJsonFile(RepositoryFile.Path("config", "platforms", "twilio.json")).Build();
        var values = new Dictionary<string, string?>(json.AsEnumerable(), StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in changes) values[key] = value;

        // Which sends a longer window is for has to be said, too.
        if (changes.Keys.Any(key => key.StartsWith($"{Platform}:ExtendedWindow:", StringComparison.Ordinal)))
            (values[$"{Platform}:ExtendedWindow:When:0:Value"], values[$"{Platform}:ExtendedWindow:When:0:Exists"]) = ("Body", "true");
        var errors = new List<string>();
        GatewayValidator.Validate(new ConfigurationBuilder().AddInMemoryCollection(values).Build(), values, errors);
        return errors;
    }
}

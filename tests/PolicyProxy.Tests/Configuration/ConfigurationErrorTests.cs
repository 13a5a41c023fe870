using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Configuration;

/// <summary>Every mistake in the file is found, and the message names the key and what would be right.</summary>
public sealed class ConfigurationErrorTests
{
    private const string WhatsApp = "Messaging:Channels:whatsapp";
    private const string Messenger = "Messaging:Channels:messenger";
    private const string Limit = "RateLimiting:Policies:api";
    private const string Webhooks = "ReverseProxy:Routes:webhooks:Metadata";
    private const string Sends = "ReverseProxy:Routes:graph-api:Metadata";

    /// <summary>The key that is set, what it is set to, and what the message says after the key.</summary>
    public static TheoryData<string, string, string> UnknownKeys => new()
    {
        { "Massaging", "{\"a\":1}", "is not a known section; known are Kestrel, Admin, Messaging, Platforms, ReverseProxy, RateLimiting, Telemetry, Serilog." },
        { "Messaging:Chanels", "{\"a\":1}", "is not a known key; known are Store, Limits, Channels." },
        { "Messaging:Store:Timeout", "1", "is not a known key; known are Provider, ConnectionString, OperationTimeoutMs, WhenUnavailable, Journal, ReassertMinutes." },
        { $"{WhatsApp}:WindowHour", "24", "is not a known key; known are Platform, AppSecrets, AppSecretFiles, Signature, WindowHours, " },
        { $"{Messenger}:ExtendedWindow:Hour", "168", "is not a known key; known are Hours, Tag, AutomaticHeader, Content." },
        { "Admin:Key", "\"k\"", "is not a known key; known are Url, ApiKey." },
        { "Kestrel:Endpoint", "{\"a\":1}", "is not a known key; known are Endpoints, EndpointDefaults, Certificates." },
        { "Kestrel:Endpoints:Proxy:Uri", "\"http://*:8080\"", "is not a known key; known are Url, Protocols, " },
        { "RateLimiting:Policy", "{\"a\":1}", "is not a known key; known are Policies." },
        { $"{Limit}:Permits", "80", "is not a known key; known are PermitLimit, WindowSeconds, QueueLimit, PartitionBy." },
        { "Serilog:MinimalLevel", "\"Debug\"", "is not a known key; known are Using, MinimumLevel, " },
        { $"{Sends}:Messaging.Sends", "\"whatsapp\"", "is not a known key; known are Messaging.Webhook, Messaging.Send, Messaging.Account." },
    };

    public static TheoryData<string, string, string> WrongValues => new()
    {
        { "Messaging:Store:Provider", "\"Mysql\"", "\"Mysql\" is not right; Sqlite or Redis belongs here." },
        { "Messaging:Store:OperationTimeoutMs", "0", "0 is not right; 1 to 60000 milliseconds belong here." },
        { "Messaging:Store:OperationTimeoutMs", "60001", "60001 is not right; 1 to 60000 milliseconds belong here." },
        { "Messaging:Store:OperationTimeoutMs", "\"fast\"", "\"fast\" is not right; a whole number belongs here." },
        { "Messaging:Store:WhenUnavailable", "\"Maybe\"", "\"Maybe\" is not right; Refuse or Allow belongs here." },
        { "Messaging:Store:ConnectionString", "\"\"", "names no place for Sqlite; \"Data Source=data/windows.db\" belongs here." },
        { "Messaging:Store:ConnectionString", "\"localhost:6379\"", "is not one for Sqlite; \"Data Source=data/windows.db\" belongs here." },
        { $"{WhatsApp}:Platform", "\"Telegram\"", "\"Telegram\" is not a known platform; Instagram or Messenger or WhatsApp belongs here." },
        { $"{WhatsApp}:Platform", "null", "is missing; Instagram or Messenger or WhatsApp belongs here." },
        { $"{WhatsApp}:Signature", "\"Off\"", "\"Off\" is not right; Required or Ignored belongs here." },
        { $"{WhatsApp}:Mode", "\"Dry\"", "\"Dry\" is not right; Enforce or Observe belongs here." },
        { $"{WhatsApp}:UnknownContacts", "\"1\"", "\"1\" is not right; Refuse or Allow or AllowDuringWarmUp belongs here." },
        { $"{WhatsApp}:WindowHours", "0", "0 is not right; a number of hours above 0 and up to 720 (30 days) belongs here." },
        { $"{WhatsApp}:WindowHours", "-1", "-1 is not right; a number of hours above 0 and up to 720 (30 days) belongs here." },
        { $"{WhatsApp}:WindowHours", "720.5", "720.5 is not right; a number of hours above 0 and up to 720 (30 days) belongs here." },
        { $"{WhatsApp}:WindowHours", "\"24:00:00\"", "\"24:00:00\" is not right; a number belongs here." },
        { $"{WhatsApp}:WindowHours", "\"NaN\"", "\"NaN\" is not right; a number belongs here." },
        { $"{WhatsApp}:WindowHours", "[24]", "holds more than one value; a number belongs here." },
        { $"{WhatsApp}:CloseEarlySeconds", "-1", "-1 is not right; a number of seconds from 0 up to less than the window belongs here." },
        { $"{WhatsApp}:CloseEarlySeconds", "86400", "86400 is not right; a number of seconds from 0 up to less than the window belongs here." },
        { $"{WhatsApp}:AllowedOutsideWindow:0", "\"Templates\"", "\"Templates\" is not right; Template or Utility or OptInToken or PrivateReply belongs here." },
        { $"{WhatsApp}:AllowedOutsideWindow", "\"Template\"", "is a single value; a list of values belongs here." },
        { $"{WhatsApp}:Accounts", "[\"12a\"]", "\"12a\" is not right; an account id of 1 to 32 digits belongs here." },
        { $"{WhatsApp}:AppSecrets", "[\" \"]", "holds an empty secret; remove it, or put the app secret there." },
        { $"{WhatsApp}:AppSecretFiles", "[\"/no/such/file\"]", "the file \"/no/such/file\" cannot be read; a readable file that holds the app secret belongs here." },
        { $"{WhatsApp}:Login", "\"Instagram\"", "only a channel of the platform Instagram has a login; leave the key out." },
        { $"{WhatsApp}:ExtendedWindow", "{ \"Hours\": 168 }", "WhatsApp has no extended window; remove the key." },
        { $"{Messenger}:ExtendedWindow:Hours", "24", "24 is not right; more than WindowHours (24) and at most 720 (30 days) belongs here." },
        { $"{Messenger}:ExtendedWindow:Hours", "721", "721 is not right; more than WindowHours (24) and at most 720 (30 days) belongs here." },
        { $"{Messenger}:ExtendedWindow:Tag", "\"Never\"", "\"Never\" is not right; Add or Require belongs here." },
        { $"{Messenger}:ExtendedWindow:Content", "[\"Texts\"]", "\"Texts\" is not right; Other or Text or Image or Video or Audio or File or Sticker or Template or QuickReplies or Reaction belongs here." },
        { $"{WhatsApp}:Notify", "{ \"Secret\": \"s\" }", "is missing; an address such as https://helpdesk.example.com/windows belongs here." },
        { $"{WhatsApp}:Notify", "{ \"Url\": \"/windows\", \"Secret\": \"s\" }", "is not right; an address such as https://helpdesk.example.com/windows, without a user name or password, belongs here." },
        { $"{WhatsApp}:Notify", "{ \"Url\": \"ftp://a.example/\", \"Secret\": \"s\" }", "is not right; an address such as https://helpdesk.example.com/windows, without a user name or password, belongs here." },
        { $"{WhatsApp}:Notify", "{ \"Url\": \"https://me:pass@a.example/\", \"Secret\": \"s\" }", "is not right; an address such as https://helpdesk.example.com/windows, without a user name or password, belongs here." },
        { $"{WhatsApp}:Notify", "{ \"Url\": \"https://a.example/\" }", "is missing; a text that only the gateway and the receiver know belongs here, so that the receiver can tell events from forgeries." },
        { $"{WhatsApp}:Notify", "{ \"Url\": \"https://a.example/\", \"SecretFile\": \"/no/such/file\" }", "the file \"/no/such/file\" cannot be read; a readable file that holds the secret belongs here." },
        { $"{WhatsApp}:Notify", "{ \"Url\": \"https://a.example/\", \"Secret\": \"s\", \"BeforeMinutes\": [0] }", "0 is not right; whole minutes from 1 to less than the window (1440) belong here." },
        { $"{WhatsApp}:Notify", "{ \"Url\": \"https://a.example/\", \"Secret\": \"s\", \"BeforeMinutes\": [60, 1440] }", "1440 is not right; whole minutes from 1 to less than the window (1440) belong here." },
        { $"{WhatsApp}:Notify", "{ \"Url\": \"https://a.example/\", \"Secret\": \"s\", \"BeforeMinutes\": [0.5] }", "\"0.5\" is not right; a whole number belongs here." },
        { $"{WhatsApp}:Texts:WindowClosed", "\"vor {hours} Stunden\"", "{hours} is not known here; there are {platform}, {window}, {hoursAgo}, {lastContact}, {closes}." },
        { $"{WhatsApp}:Texts:NoClientContact", "\"vor {hoursAgo} Stunden\"", "{hoursAgo} is not known here; there are {platform}, {window}." },
        { $"{WhatsApp}:Texts:Title", "\"{extendedWindow} {HoursAgo}\"", "{extendedWindow}, {HoursAgo} is not known here; there are {platform}, {window}." },
        { $"{WhatsApp}:Texts:TagNotSupported", "\"a { b\"", "has a brace that belongs to no placeholder; write {{ or }} where the agent is to read a brace." },
        { $"{WhatsApp}:Texts:ContentNotPermitted", "\" \"", "is empty; a text for the agent belongs here, or leave the key out." },
        { $"{Messenger}:ExtendedWindow", "168", "is a single value; an object with the keys Hours, Tag, AutomaticHeader, Content belongs here." },
        { "Messaging:Channels:telegram", "null", "is empty; an object belongs here." },
        { "Messaging:Channels", "\"whatsapp\"", "is a single value; an object with a name for each entry belongs here." },
        { "Admin:Url", "\"8081\"", "\"8081\" is not right; an address such as http://*:8080 belongs here." },
        { "Admin:Url", "\"http://127.0.0.1:808O\"", "\"http://127.0.0.1:808O\" is not right; an address such as http://*:8080 belongs here." },
        { "Admin:Url", "\"http://127.0.0.1:65536\"", "\"http://127.0.0.1:65536\" is not right; an address such as http://*:8080 belongs here." },
        { "Admin:Url", "\"http://127.0.0.1:8081/admin\"", "\"http://127.0.0.1:8081/admin\" is not right; an address such as http://*:8080 belongs here." },
        { "Admin:Url", "\"https://127.0.0.1:8081\"", "the admin listener speaks plain HTTP; http://HOST:PORT belongs here." },
        { "Kestrel:Endpoints", "{}", "is missing; at least one endpoint, such as \"Proxy\": { \"Url\": \"http://*:8080\" }, belongs here." },
        { "Kestrel:Endpoints:Proxy:Url", "\"ftp://*:21\"", "\"ftp://*:21\" is not right; an address such as http://*:8080 belongs here." },
        { "Kestrel:Endpoints:Proxy:Protocols", "\"Http12\"", "\"Http12\" is not right; Http1 or Http2 or Http1AndHttp2 or Http3 or Http1AndHttp2AndHttp3 belongs here." },
        { "Kestrel:Endpoints:Proxy:Protocols", "\"None\"", "\"None\" is not right; Http1 or Http2 or Http1AndHttp2 or Http3 or Http1AndHttp2AndHttp3 belongs here." },
        { "Kestrel:EndpointDefaults:Protocols", "\"HTTP/1.1\"", "\"HTTP/1.1\" is not right; Http1 or Http2 or Http1AndHttp2 or Http3 or Http1AndHttp2AndHttp3 belongs here." },
        { "Kestrel:Endpoints:Proxy:Sni:a.example:Protocols", "\"2\"", "\"2\" is not right; Http1 or Http2 or Http1AndHttp2 or Http3 or Http1AndHttp2AndHttp3 belongs here." },
        { "Kestrel:EndpointDefaults:ClientCertificateMode", "\"Required\"", "\"Required\" is not right; NoCertificate or AllowCertificate or RequireCertificate or DelayCertificate belongs here." },
        { "Kestrel:Endpoints:Proxy:SslProtocols:0", "\"TLS1.3\"", "\"TLS1.3\" is not right; Tls12 or Tls13 belongs here." },
        { $"{Limit}:PermitLimit", "0", "0 is not right; 1 to 1000000 belongs here." },
        { $"{Limit}:PermitLimit", "1.5", "\"1.5\" is not right; a whole number belongs here." },
        { $"{Limit}:WindowSeconds", "0", "0 is not right; 0.1 to 86400 seconds belong here." },
        { $"{Limit}:QueueLimit", "-1", "-1 is not right; 0 to 100000 belongs here." },
        { $"{Limit}:PartitionBy", "\"Page\"", "\"Page\" is not right; Account or Client or Route belongs here." },
        { "RateLimiting:Policies:api", "80", "is a single value; an object with the keys PermitLimit, WindowSeconds, QueueLimit, PartitionBy belongs here." },
        { "Serilog:MinimumLevel", "\"Loud\"", "\"Loud\" is not right; Verbose or Debug or Information or Warning or Error or Fatal belongs here." },
        { "Serilog:MinimumLevel", "{ \"Override\": { \"Yarp\": \"Loud\" } }", "\"Loud\" is not right; Verbose or Debug or Information or Warning or Error or Fatal belongs here." },
    };

    public static TheoryData<string, string, string> References => new()
    {
        { "ReverseProxy:Clusters:graph:Destinations:1:Address", "\"nope\"", "\"nope\" is not right; an address such as https://graph.facebook.com/ belongs here." },
        { "ReverseProxy:Clusters:graph:Destinations:1:Address", "\"ftp://a.example/\"", "\"ftp://a.example/\" is not right; an address such as https://graph.facebook.com/ belongs here." },
        { $"{Webhooks}:Messaging.Webhook", "\"whatsapp,telegram,messenger,instagram\"", "the channel \"telegram\" does not exist; there are " },
        { $"{Sends}:Messaging.Send", "\"signal\"", "the channel \"signal\" does not exist; there are " },
        { $"{Sends}:Messaging.Send", "\" , \"", "names no channel; list one or more (there are " },
        { $"{Sends}:Messaging.Account", "\"me\"", "\"me\" is not right; an account id of 1 to 32 digits belongs here." },
        { $"{Webhooks}:Messaging.Account", "\"1\"", "belongs to a route with Messaging.Send." },
        { "ReverseProxy:Routes:graph-api:ClusterId", "\"grahp\"", "the cluster \"grahp\" does not exist; there are " },
        { "ReverseProxy:Routes:graph-api", "{ \"ClusterId\": \"graph\", \"Metadata\": { \"Messaging.Send\": \"whatsapp\" } }", "Route 'graph-api' requires Hosts or Path specified." },
        { "ReverseProxy:Routes:graph-api", "{ \"ClusterId\": \"graph\", \"Match\": { \"Path\": \"/{\" } }", "Invalid path '/{' for route 'graph-api'." },
        { "ReverseProxy:Clusters:graph", "{ \"LoadBalancingPolicy\": \"Best\" }", "No matching ILoadBalancingPolicy found for the load balancing policy 'Best' set on the cluster 'graph'." },
        { "ReverseProxy:Routes:graph-api", "{ \"ClusterId\": \"graph\", \"Order\": \"first\", \"Match\": { \"Path\": \"/\" } }", "The input string 'first' was not in a correct format." },
        { "ReverseProxy:Clusters:graph", "{ \"HttpRequest\": { \"ActivityTimeout\": \"soon\" } }", "String 'soon' was not recognized as a valid TimeSpan." },
        { "ReverseProxy:Routes:graph-api:RateLimiterPolicy", "\"api\"", "the policy \"api\" does not exist; there are none in RateLimiting:Policies." },
        { "ReverseProxy:Routes:graph-api:ClusterId", "null", "the cluster \"\" does not exist; there are " },
    };

    [Theory]
    [MemberData(nameof(UnknownKeys))]
    [MemberData(nameof(WrongValues))]
    [MemberData(nameof(References))]
    public void A_mistake_is_named_with_what_would_be_right(string key, string json, string message)
    {
        var errors = ConfigurationErrors.Of(new GatewaySettings().SetJson(key, json));

        errors.ShouldContain(error => error.Contains(key, StringComparison.OrdinalIgnoreCase) && error.Contains($": {message}", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(UnknownKeys))]
    [MemberData(nameof(WrongValues))]
    [MemberData(nameof(References))]
    public void A_mistake_is_named_once(string key, string json, string message) =>
        ConfigurationErrors.Of(new GatewaySettings().SetJson(key, json)).Count(error => error.Contains(message, StringComparison.Ordinal)).ShouldBe(1);

    [Theory]
    [InlineData("/{**path}", 1)]
    [InlineData("/{**rest}", 1)]
    [InlineData("{**REST}", 1)]
    public void Two_routes_that_match_the_same_are_a_mistake(string path, int order) =>
        ConfigurationErrors.Of(WithTwin(path, order)).ShouldBe(
            ["ReverseProxy:Routes:twin: matches what graph-api matches, so that requests would go to neither; give it another Match or Order, or remove it."]);

    [Theory]
    [InlineData("/{**path}", 2)]
    [InlineData("/{*path}", 1)]
    [InlineData("/twin/{**path}", 1)]
    [InlineData("/{path:int}", 1)]
    public void Two_routes_that_can_be_told_apart_are_none(string path, int order) => ConfigurationErrors.Of(WithTwin(path, order)).ShouldBeEmpty();

    private static GatewaySettings WithTwin(string path, int order) => new GatewaySettings().SetJson(
        "ReverseProxy:Routes:twin", $$"""{ "ClusterId": "graph", "Order": {{order}}, "Match": { "Path": "{{path}}" } }""");

    [Fact]
    public void A_route_that_names_no_policy_that_exists_is_told_those_that_do() => ConfigurationErrors.Of(new GatewaySettings()
        .SetJson($"{Limit}:PermitLimit", "80").SetJson("RateLimiting:Policies:web:PermitLimit", "80")
        .Set("ReverseProxy:Routes:webhooks:RateLimiterPolicy", "wbe")).ShouldBe(
        ["ReverseProxy:Routes:webhooks:RateLimiterPolicy: the policy \"wbe\" does not exist; there are api, web."]);

    [Fact]
    public void A_route_either_captures_or_judges() => ConfigurationErrors.Of(new GatewaySettings().Set($"{Sends}:Messaging.Webhook", "whatsapp")).ShouldBe(
        [$"{Sends}: has both Messaging.Webhook and Messaging.Send; a route either captures webhooks or judges sends."]);

    [Fact]
    public void A_channel_that_no_route_uses_is_a_mistake() =>
        ConfigurationErrors.Of(new GatewaySettings().SetJson("Messaging:Channels:spare", """{ "Platform": "WhatsApp" }""")).ShouldBe(
            ["Messaging:Channels:spare: no route uses the channel; name it in the Messaging.Webhook or Messaging.Send of a route's Metadata, or remove it."]);

    [Fact]
    public void Signed_and_unsigned_channels_do_not_share_a_route() =>
        ConfigurationErrors.Of(new GatewaySettings().Channel("whatsapp", "Signature", "Ignored")).ShouldBe(
            [$"{Webhooks}:Messaging.Webhook: mixes channels with Signature Required and Ignored; give each kind a route of its own."]);

    [Theory]
    [InlineData("http://0.0.0.0:8081")]
    [InlineData("http://*:8081")]
    [InlineData("http://[::]:8081")]
    [InlineData("http://gateway.example:8081")]
    public void An_admin_listener_beyond_loopback_needs_a_key(string url) =>
        ConfigurationErrors.Of(new GatewaySettings().Set("Admin:Url", url)).ShouldHaveSingleItem().ShouldStartWith(
            "Admin:ApiKey: is missing, and Admin:Url can be reached from other machines; set a key (environment variable Admin__ApiKey)");

    [Theory]
    [InlineData("two words")]
    [InlineData("schlüssel")]
    [InlineData("tab\t")]
    public void A_key_that_no_header_carries_is_an_error_that_does_not_repeat_it(string key) =>
        ConfigurationErrors.Of(new GatewaySettings().Set("Admin:ApiKey", key)).ShouldBe(
            ["Admin:ApiKey: holds a blank or a character that no header carries; printable ASCII characters without blanks belong here."]);

    [Theory]
    [InlineData("http://127.0.0.1:8081", null)]
    [InlineData("http://127.8.8.8:8081", null)]
    [InlineData("http://localhost:8081", null)]
    [InlineData("http://[::1]:8081", null)]
    [InlineData("http://0.0.0.0:8081", "key")]
    public void An_admin_listener_on_loopback_or_with_a_key_is_right(string url, string? key) =>
        ConfigurationErrors.Of(new GatewaySettings().Set("Admin:Url", url).Set("Admin:ApiKey", key)).ShouldBeEmpty();

    [Theory]
    [InlineData("http://*:8080", "http://localhost:8080")]
    [InlineData("http://*:8080", "http://127.0.0.1:8080")]
    [InlineData("http://+:8080", "http://[::1]:8080")]
    [InlineData("http://[::]:8080", "http://127.0.0.1:8080")]
    [InlineData("http://0.0.0.0:8080", "http://127.0.0.1:8080")]
    [InlineData("http://0.0.0.0:8080", "http://localhost:8080")]
    [InlineData("http://0.0.0.0:8080", "http://*:8080")]
    [InlineData("http://localhost:8080", "http://127.0.0.1:8080")]
    [InlineData("http://127.0.0.1:8080", "http://[::ffff:127.0.0.1]:8080")]
    [InlineData("http://gateway.example:8080", "http://10.0.0.1:8080")]
    [InlineData("http://127.0.0.1", "http://localhost:80")]
    public void Two_listeners_with_the_same_port_on_the_same_address_are_a_mistake(string proxy, string admin) =>
        ConfigurationErrors.Of(new GatewaySettings().Set("Kestrel:Endpoints:Proxy:Url", proxy).Set("Admin:Url", admin).Set("Admin:ApiKey", "key")).ShouldBe(
            ["Admin:Url: Kestrel:Endpoints:Proxy:Url has the same port on the same address; another port belongs here."]);

    [Theory]
    [InlineData("http://*:8080", "http://*:8081")]
    [InlineData("http://*:0", "http://*:0")]
    [InlineData("http://0.0.0.0:8080", "http://[::1]:8080")]
    [InlineData("http://127.0.0.1:8080", "http://127.0.0.2:8080")]
    [InlineData("http://127.0.0.1:8080", "http://[::1]:8080")]
    [InlineData("http://localhost:8080", "http://10.0.0.1:8080")]
    public void Two_listeners_that_do_not_meet_are_none(string proxy, string admin) =>
        ConfigurationErrors.Of(new GatewaySettings().Set("Kestrel:Endpoints:Proxy:Url", proxy).Set("Admin:Url", admin).Set("Admin:ApiKey", "key")).ShouldBeEmpty();

    [Fact]
    public void Two_endpoints_of_the_proxy_do_not_share_a_port_either() =>
        ConfigurationErrors.Of(new GatewaySettings().Set("Kestrel:Endpoints:Other:Url", "http://*:8080").Set("Kestrel:Endpoints:Proxy:Url", "http://*:8080")).ShouldHaveSingleItem()
            .ShouldEndWith(": Kestrel:Endpoints:Other:Url has the same port on the same address; another port belongs here.");

    [Theory]
    [InlineData($"{WhatsApp}:WindowHours", "720")]
    [InlineData($"{WhatsApp}:WindowHours", "0.001")]
    [InlineData($"{WhatsApp}:CloseEarlySeconds", "86399")]
    [InlineData($"{WhatsApp}:Platform", "\"whatsapp\"")]
    [InlineData($"{WhatsApp}:Mode", "\"observe\"")]
    [InlineData($"{WhatsApp}:AppSecrets", "[]")]
    [InlineData($"{Messenger}:ExtendedWindow", "{}")]
    [InlineData($"{Messenger}:ExtendedWindow:Hours", "24.1")]
    [InlineData($"{Messenger}:ExtendedWindow:Hours", "720")]
    [InlineData("Messaging:Store:OperationTimeoutMs", "60000")]
    [InlineData(Limit, """{ "PermitLimit": 1, "WindowSeconds": 0.1, "QueueLimit": 0, "PartitionBy": "account" }""")]
    [InlineData(Limit, """{ "PermitLimit": 1000000, "WindowSeconds": 86400, "QueueLimit": 100000, "PartitionBy": "Route" }""")]
    [InlineData("ReverseProxy:Routes:graph-api:Metadata:of-yarps-own", "\"value\"")]
    public void The_edge_of_what_is_right_is_right(string key, string json) =>
        ConfigurationErrors.Of(new GatewaySettings().SetJson(key, json)).ShouldBeEmpty();

    [Fact]
    public void The_bytes_held_at_once_are_at_least_those_of_one_send() => ConfigurationErrors.Of(new GatewaySettings()
        .Set("Messaging:Limits:BufferedBytes", 40_000_000).Set("Messaging:Limits:UploadBytes", 40_000_001)).ShouldBe(
        ["Messaging:Limits:BufferedBytes: 40000000 is not right; at least SendBytes (4194304) and UploadBytes (40000001) belongs here."]);

    [Fact]
    public void Several_mistakes_are_all_listed_at_once() => ConfigurationErrors.Of(new GatewaySettings()
        .Set("Messaging:Store:OperationTimeoutMs", 0)
        .Set("Messaging:Store:Provder", "Redis")
        .Channel("whatsapp", "WindowHours", 0)
        .Channel("messenger", "Platform", "Mesenger")
        .Set($"{Sends}:Messaging.Send", "whatsapp,messanger,instagram")
        .Set("ReverseProxy:Routes:webhooks:ClusterId", "nowhere")
        .Set("Admin:Url", "8081")
        .Set("Serilog:MinimumLevel", "Loud")).Count.ShouldBe(8);

    [Fact]
    public void The_settings_that_tests_start_from_are_right() => ConfigurationErrors.Of(new GatewaySettings()).ShouldBeEmpty();
}

using PolicyProxy.Gateway.Configuration;
using PolicyProxy.Tests.Infrastructure;
using PolicyProxy.Yarp.Configuration;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Configuration;

/// <summary>How the file is read, and what lies on top of it.</summary>
public sealed class ConfigurationFileTests : IDisposable
{
    private const string Canary = "hunter2-canary";

    private readonly TestDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void The_shipped_file_is_right() => ConfigurationErrors.Of(RepositoryFile.Read("config", "policyproxy.json")).ShouldBeEmpty();

    [Fact]
    public void Comments_and_trailing_commas_are_allowed() =>
        ConfigurationErrors.Of("// first\n" + new GatewaySettings().ToJson().Replace("\"MinimumLevel\"", "/* here */ \"MinimumLevel\"").Replace("\"Information\"", "\"Information\","))
            .ShouldBeEmpty();

    [Theory]
    [InlineData("{ \"Kestrel\": ")]
    [InlineData("")]
    public void Text_that_is_no_JSON_is_an_error_that_names_the_file(string text) =>
        ConfigurationErrors.Of(text).ShouldHaveSingleItem().ShouldContain("policyproxy.json: is not well-formed JSON: ");

    [Theory]
    [InlineData("{\n  \"a\": 1,\n  \"b\": 2,\n  \"c\": }\n}", "line 4, position 8: '}' is an invalid start of a value.")]
    [InlineData("{\r\n  \"a\": x }", "line 2, position 8: 'x' is an invalid start of a value.")]
    [InlineData("{ x", "line 1, position 3: 'x' is an invalid start of a property name. Expected a '\"'.")]
    [InlineData("{ \"grüße\": \"日本\", x", "line 1, position 18: 'x' is an invalid start of a property name. Expected a '\"'.")]
    [InlineData("\uFEFF{ x", "line 1, position 3: 'x' is an invalid start of a property name. Expected a '\"'.")]
    [InlineData("// ümlaut\n{ x", "line 2, position 3: 'x' is an invalid start of a property name. Expected a '\"'.")]
    [InlineData("", "line 1, position 1: The input does not contain any JSON tokens. Expected the input to start with a valid JSON token.")]
    public void Text_that_is_no_JSON_is_an_error_with_its_place_as_editors_count(string text, string told) =>
        ConfigurationErrors.Of(text).ShouldHaveSingleItem().ShouldEndWith($"policyproxy.json: is not well-formed JSON: {told}");

    [Fact]
    public void A_file_that_is_not_there_is_an_error_that_says_how_to_name_one() =>
        Should.Throw<MessagingConfigurationException>(() => PolicyFile.Open(_directory.File("none.json"), new Dictionary<string, string?>()))
            .Errors.ShouldHaveSingleItem().ShouldEndWith("name the configuration file with --config FILE.");

    [Fact]
    public void A_key_on_the_command_line_overrides_the_file() =>
        ConfigurationErrors.Of(new GatewaySettings().Channel("whatsapp", "WindowHours", 0), ("Messaging:Channels:whatsapp:WindowHours", "12")).ShouldBeEmpty();

    [Fact]
    public void A_mistake_on_the_command_line_is_an_error_too() =>
        ConfigurationErrors.Of(new GatewaySettings(), ("Messaging:Channels:whatsapp:WindowHours", "0")).ShouldHaveSingleItem()
            .ShouldStartWith("Messaging:Channels:whatsapp:WindowHours: 0 is not right");

    [Theory]
    [InlineData("Messaging:Store:Provider", "--Messaging:Store:Provider", "Redis")]
    [InlineData("Messaging:Store:Provider", "--Messaging:Store:Provider=Redis")]
    [InlineData("messaging:store:provider", "--Messaging:Store:Provider", "Redis")]
    public void A_key_can_be_written_in_two_ways_and_any_letter_case(string key, params string[] tokens) =>
        Overrides.Read(tokens)[key].ShouldBe("Redis");

    [Theory]
    [InlineData("--Messaging:Store:Provider", "has no value; write --Messaging:Store:Provider VALUE.")]
    [InlineData("--verbose", "is not a known option; --config FILE or a configuration key (--Messaging:Store:Provider Redis) belongs here. See --help.")]
    [InlineData("serve", "is not a known option; --config FILE or a configuration key (--Messaging:Store:Provider Redis) belongs here. See --help.")]
    public void What_is_no_override_is_an_error(string token, string message) =>
        Should.Throw<MessagingConfigurationException>(() => Overrides.Read([token])).Errors.ShouldBe([$"{token}: {message}"]);

    [Fact]
    public async Task A_secret_from_a_file_verifies_whatever_white_space_surrounds_it()
    {
        await File.WriteAllTextAsync(_directory.File("secret"), $"\n{Canary}\r\n");
        await using var gateway = await RunningGateway.StartAsync(settings =>
            settings.Channel("whatsapp", "AppSecretFiles", new System.Text.Json.Nodes.JsonArray(_directory.File("secret"))));

        (await gateway.WebhookAsync(Conversation.WhatsApp.Webhook(gateway.Now), Canary)).Status.ShouldBe(200);
    }

    [Fact]
    public void A_secret_file_that_is_empty_is_an_error()
    {
        File.WriteAllText(_directory.File("secret"), "\n");

        ConfigurationErrors.Of(new GatewaySettings().Channel("whatsapp", "AppSecretFiles", new System.Text.Json.Nodes.JsonArray(_directory.File("secret"))))
            .ShouldHaveSingleItem().ShouldEndWith("secret\" is empty; the app secret belongs in it.");
    }

    [Theory]
    [InlineData("Messaging:Channels:whatsapp:AppSecrets", "[\"hunter2-canary\", \"\"]")]
    [InlineData("Messaging:Channels:whatsapp:AppSecrets", "\"hunter2-canary\"")]
    [InlineData("Messaging:Channels:whatsapp:AppSecrets", "{ \"first\": \"hunter2-canary\" }")]
    [InlineData("Messaging:Channels:whatsapp:AppSecrets:0", "{ \"secret\": \"hunter2-canary\" }")]
    [InlineData("Messaging:Channels:whatsapp:AppSecrets:0", "[\"hunter2-canary\"]")]
    [InlineData("Messaging:Store", "{ \"Provider\": \"Redis\", \"ConnectionString\": \"localhost:6379,password=hunter2-canary,bogus=1\" }")]
    [InlineData("Messaging:Store", "{ \"Provider\": \"Redis\", \"ConnectionString\": \"password=hunter2-canary\" }")]
    [InlineData("Messaging:Store", "{ \"ConnectionString\": \"Data Source=a.db;Password=hunter2-canary;Bogus=1\" }")]
    [InlineData("Admin", "{ \"Url\": \"8081\", \"ApiKey\": \"hunter2-canary\" }")]
    [InlineData("Admin:ApiKey", "[\"hunter2-canary\"]")]
    [InlineData("Kestrel:Certificates:Default", "{ \"Path\": \"a.pfx\", \"Password\": [\"hunter2-canary\"] }")]
    public void No_error_repeats_a_secret(string key, string json)
    {
        var errors = ConfigurationErrors.Of(new GatewaySettings().SetJson(key, json).Set("Messaging:Unknown", 1));

        errors.ShouldNotBeEmpty();
        errors.ShouldAllBe(error => !error.Contains(Canary, StringComparison.OrdinalIgnoreCase));
    }
}

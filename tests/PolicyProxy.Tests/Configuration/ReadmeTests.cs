using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using PolicyProxy.Gateway.Commands;
using PolicyProxy.Platforms;
using PolicyProxy.Policy;
using PolicyProxy.Tests.Infrastructure;
using PolicyProxy.Windows;
using PolicyProxy.Yarp.Configuration;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Configuration;

/// <summary>What the README shows works, and its tables say what the code does.</summary>
public sealed partial class ReadmeTests
{
    private static readonly MarkdownFile Readme = new(RepositoryFile.Read("README.md"));

    public static TheoryData<string> Fragments => new(Readme.Blocks("json"));

    public static TheoryData<string> Commands => new(Readme.Blocks("sh")
        .SelectMany(block => block.Replace("\\\n", "", StringComparison.Ordinal).Split('\n', StringSplitOptions.RemoveEmptyEntries)).Distinct());

    [Fact]
    public void Every_block_is_tried() => Readme.Languages.ShouldBe(["sh", "json", "csv", "ndjson", "yaml"], ignoreOrder: true);

    [Theory]
    [MemberData(nameof(Fragments))]
    public void A_piece_of_configuration_is_valid_in_the_shipped_one(string fragment)
    {
        using var directory = new TestDirectory();
        var whole = RepositoryFile.ReadJson("config", "policyproxy.json");

        // A part of the platform that another piece describes.
        if (fragment.Contains("\"Platforms\"", StringComparison.Ordinal) && !Describes(fragment))
            Merge(whole, RepositoryFile.ParseJson(WithSecretFiles(Readme.Blocks("json").Single(Describes), directory)));
        var before = whole.ToJsonString();
        Merge(whole, RepositoryFile.ParseJson(WithSecretFiles(fragment, directory)));

        whole.ToJsonString().ShouldNotBe(before, "The piece changes nothing.");
        ConfigurationErrors.Of(whole.ToJsonString()).ShouldBeEmpty();
    }

    private static bool Describes(string fragment) => fragment.Contains("\"Contacts\"", StringComparison.Ordinal);

    [Fact]
    public async Task Every_row_can_be_imported()
    {
        using var directory = new TestDirectory();
        await File.WriteAllTextAsync(directory.File("contacts.csv"), string.Concat([.. Readme.Blocks("csv"), .. Readme.Blocks("ndjson")]));
        await using var import = GatewayProcess.Start(directory.Path, ["import", "contacts.csv", "--config", RepositoryFile.Path("config", "policyproxy.json")]);

        (await import.WaitForExitAsync()).ShouldBe(0, string.Join('\n', import.Errors));
        import.Output.ShouldHaveSingleItem().ShouldStartWith("3 rows: ");
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public Task A_command_exists(string command) => ReadmeCommand.TryAsync(command);

    [Fact]
    public void The_table_of_keys_has_every_key_and_its_default()
    {
        var told = Readme.Rows("key", "default", "meaning").ToDictionary(row => row[0], row => Canonical(row[1]));
        string[] sections = ["Admin", "Messaging", "RateLimiting", "Telemetry"];
        var keys = sections.SelectMany(section => Defaults(section, ConfigurationSchema.Root["properties"]![section]!));
        told.ShouldBe(keys.ToDictionary(), ignoreOrder: true);
    }

    [Fact]
    public void The_table_of_metadata_has_every_key()
    {
        var metadata = ConfigurationSchema.Root["definitions"]!["Route"]!["properties"]!["Metadata"]!;
        Readme.Rows("key", "meaning").Select(row => row[0]).ShouldBe(ConfigurationSchema.Keys(metadata), ignoreOrder: true);
    }

    [Fact]
    public void The_table_of_commands_has_every_command_and_option()
    {
        var root = GatewayCommands.Create();
        char[] between = [' ', '[', ']'];
        var rows = Readme.Rows("command", "does", "exit code");
        var told = rows.Select(row => row[0].Split(between, StringSplitOptions.RemoveEmptyEntries)).ToList();
        told.Select(words => words[1]).ShouldBe(root.Subcommands.Select(command => command.Name), ignoreOrder: true);
        foreach (var parsed in told.Select(words => root.Parse(words[1..])))
        {
            parsed.Errors.ShouldBeEmpty();
            parsed.UnmatchedTokens.ShouldBeEmpty();
        }
    }

    [Fact]
    public void The_table_of_variables_has_keys_that_there_are()
    {
        var rows = Readme.Rows("variable", "example", "meaning");
        rows.ShouldNotBeEmpty();
        EnvironmentVariables.ShouldSetKeysOf(
            RepositoryFile.Path("config", "policyproxy.json"), rows.Select(row => (row[0].Replace("NAME", "whatsapp", StringComparison.Ordinal), row[1])));
    }

    [Fact]
    public void The_runtimes_variables_are_what_the_image_sets()
    {
        var image = RepositoryFile.Read("Dockerfile");
        foreach (var row in Readme.Rows("variable", "in the image", "meaning"))
        {
            if (row[1].Length > 0) image.ShouldContain($"ENV {row[0]}={row[1]}\n");
            else image.ShouldNotContain($"{row[0]}=");
        }
    }

    [Fact]
    public void The_table_of_reasons_has_every_reason() =>
        Readme.Rows("reason", "meaning").SelectMany(row => row[0].Split(", "))
            .ShouldBe(Enum.GetValues<Reason>().Select(reason => reason.Word()), ignoreOrder: true);

    [Theory]
    [InlineData("Messaging.Store.Provider", typeof(StoreProvider))]
    [InlineData("Messaging.Store.WhenUnavailable", typeof(WhenUnavailable))]
    [InlineData("Messaging.Channels.NAME.Signature", typeof(SignatureRule))]
    [InlineData("Messaging.Channels.NAME.ExtendedWindow.Tag", typeof(TagRule))]
    [InlineData("Messaging.Channels.NAME.AllowedOutsideWindow", typeof(OutsideWindowKind))]
    [InlineData("Messaging.Channels.NAME.UnknownContacts", typeof(UnknownContacts))]
    [InlineData("Messaging.Channels.NAME.Mode", typeof(ChannelMode))]
    [InlineData("Messaging.Channels.NAME.Refusal", typeof(RefusalRule))]
    [InlineData("Messaging.Channels.NAME.Login", typeof(Login))]
    [InlineData("RateLimiting.Policies.NAME.PartitionBy", typeof(PartitionBy))]
    public void A_row_of_the_table_of_keys_has_every_word(string key, Type words)
    {
        var row = Readme.Rows("key", "default", "meaning").Single(row => row[0] == key);
        foreach (var word in Enum.GetNames(words)) $"{row[1]} {row[2]}".ShouldContain(word, Case.Sensitive);
    }

    [Fact]
    public void Every_picture_is_there_and_small()
    {
        var pictures = Picture().Matches(Readme.Text).Select(match => new FileInfo(RepositoryFile.Path(match.Value))).ToList();
        pictures.Count.ShouldBe(4);
        pictures.ShouldAllBe(picture => picture.Exists && picture.Length < 200_000);
    }

    [GeneratedRegex("""tests/screenshots/[\w-]+\.png""")]
    private static partial Regex Picture();

    private static string? Canonical(string json) => json.Length == 0 ? null : JsonNode.Parse(json)?.ToJsonString();

    /// <summary>The keys and defaults of a part of the schema; entries of a dictionary are under NAME.</summary>
    private static IEnumerable<KeyValuePair<string, string?>> Defaults(string path, JsonNode node)
    {
        var schema = ConfigurationSchema.Follow(node);
        if (schema["properties"] is JsonObject keys) return keys.SelectMany(key => Defaults($"{path}.{key.Key}", key.Value!));
        if (schema["additionalProperties"] is JsonObject entry && schema["maxProperties"] is null) return Defaults($"{path}.NAME", entry);
        return [new(path, schema["default"]?.ToJsonString())];
    }

    // Files that are mounted where the gateway runs are not here.
    private static string WithSecretFiles(string fragment, TestDirectory directory)
    {
        const string Mounted = "/run/secrets/";
        while (fragment.IndexOf(Mounted, StringComparison.Ordinal) is >= 0 and var start)
        {
            var path = fragment[start..fragment.IndexOf('"', start)];
            var file = directory.File(path[Mounted.Length..]);
            File.WriteAllText(file, "0123456789abcdef");
            fragment = fragment.Replace(path, file, StringComparison.Ordinal);
        }

        return fragment;
    }

    private static void Merge(JsonObject target, JsonObject changes)
    {
        foreach (var (key, value) in changes)
        {
            if (value is JsonObject inner && target[key] is JsonObject existing) Merge(existing, inner);
            else target[key] = value?.DeepClone();
        }
    }
}

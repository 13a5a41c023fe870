using PolicyProxy.Tests.Infrastructure;
using PolicyProxy.Tests.Platforms;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Commands;

/// <summary><c>policyproxy check</c>, and what every command says of a configuration or an option that is wrong.</summary>
public sealed class CheckCommandTests : CommandTest
{
    [Theory]
    [InlineData("run")]
    [InlineData("check")]
    [InlineData(null)]
    public async Task A_broken_configuration_is_exit_code_2_and_the_list_of_errors(string? command)
    {
        Save(new GatewaySettings().Channel("whatsapp", "WindowHours", 0).Set("Messaging:Store:Provder", "Redis"));
        string[] arguments = ["--config", ConfigurationFile];
        await using var gateway = Start(command is null ? arguments : [command, .. arguments]);

        (await gateway.WaitForExitAsync()).ShouldBe(2);
        gateway.Errors[0].ShouldBe("The configuration cannot be used, 2 error(s):");
        gateway.Errors.ShouldContain(line => line.StartsWith("  Messaging:Channels:whatsapp:WindowHours: 0 is not right;", StringComparison.Ordinal));
        gateway.Errors.ShouldContain(line => line.StartsWith("  Messaging:Store:Provder: is not a known key;", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_right_configuration_is_exit_code_0_and_a_table()
    {
        Save(new GatewaySettings()
            .Channel("whatsapp", "CloseEarlySeconds", 90)
            .Channel("whatsapp", "Refusal", "Asynchronous").Channel("whatsapp", "RefusalUrl", "http://127.0.0.1:3000/whatsapp?key=hush-hush")
            .Channel("messenger", "Mode", "Observe")
            .SetJson("Messaging:Channels:messenger:ExtendedWindow", """{ "Hours": 168, "Tag": "Require", "Content": ["Text"] }""")
            .SetJson("Messaging:Channels:messenger:AllowedOutsideWindow", """["OptInToken"]""")
            .SendRoute("dialog360.test", "whatsapp", "1065")
            .SetJson("Messaging:Channels:instagram:AppSecrets", "[]"));
        await using var gateway = Start("check", "--config", ConfigurationFile);

        (await gateway.WaitForExitAsync()).ShouldBe(0);
        Row(gateway, "whatsapp").ShouldBe(["whatsapp", "WhatsApp", "Enforce", "24 h less 90 s", "off", "Template refused", "Refuse", "signed, 1 secret(s)", "all", "later, at http://127.0.0.1:3000/whatsapp"]);
        Row(gateway, "messenger").ShouldBe(["messenger", "Messenger", "Observe: forwards all", "24 h", "168 h, tag Require, Text", "OptInToken allowed, Utility PrivateReply refused", "Refuse", "signed, 1 secret(s)", "all", "in the answer"]);
        Row(gateway, "instagram")[7].ShouldBe("refused: no secret");
        Row(gateway, "graph-api").ShouldBe(["graph-api", "/{**path}", "sends", "whatsapp,messenger,instagram", "graph", "http://127.0.0.1:3001/"]);
        Row(gateway, "webhooks").ShouldBe(["webhooks", "/webhooks/{**rest}", "webhooks", "whatsapp,messenger,instagram", "helpdesk", "http://127.0.0.1:3000/"]);
        Row(gateway, "dialog360.test").ShouldBe(["dialog360.test", "dialog360.test/{**path}", "sends of 1065", "whatsapp", "graph", "http://127.0.0.1:3001/"]);
        Row(gateway, "Store").ShouldBe(["Store", $"Sqlite, {FileOf("windows.db")}, 5000 ms a call"]);
        Row(gateway, "Admin").ShouldBe(["Admin", "http://127.0.0.1:0, without a key"]);
    }

    [Fact]
    public async Task What_is_no_terminal_gets_plain_text_whatever_the_environment_says_of_colours()
    {
        Save(new GatewaySettings());
        await using var gateway = Start(["check", "--config", ConfigurationFile], ("TERM", "xterm-256color"), ("COLORTERM", "truecolor"), ("GITHUB_ACTIONS", "true"), ("COLUMNS", "80"));

        (await gateway.WaitForExitAsync()).ShouldBe(0);
        string.Concat(gateway.Output).ShouldAllBe(character => character >= ' ' && character <= '~');
        gateway.Output.ShouldContain(line => line.Length > 80);
    }

    [Fact]
    public async Task A_platform_that_counts_messages_and_has_a_longer_window_says_so()
    {
        var settings = new GatewaySettings();
        Postcards.ConfigureCounting(settings);
        Save(settings.SetJson("Platforms:Postcards:ExtendedWindow", """{ "When": [ { "Value": "kind", "In": [ "consultation" ] } ] }""").Channel("postcards", "CloseEarlySeconds", 30));
        await using var gateway = Start("check", "--config", ConfigurationFile);

        (await gateway.WaitForExitAsync()).ShouldBe(0);
        Row(gateway, "postcards")[3..5].ShouldBe(["48 h less 30 s, 3 messages after each of a client's", "168 h, for what Postcards takes in it"]);
    }

    [Fact]
    public async Task A_route_with_a_rate_limit_says_so()
    {
        Save(new GatewaySettings()
            .SetJson("RateLimiting:Policies:api", """{ "PermitLimit": 5, "WindowSeconds": 0.5, "QueueLimit": 2 }""")
            .Set("ReverseProxy:Routes:graph-api:RateLimiterPolicy", "api"));
        await using var gateway = Start("check", "--config", ConfigurationFile);

        (await gateway.WaitForExitAsync()).ShouldBe(0);
        gateway.Output.Select(Cells).ShouldContain(cells => cells.SequenceEqual(new[] { "graph-api", "api", "5 in 0.5 s", "Account", "up to 2" }));
    }

    [Fact]
    public async Task Reminders_and_texts_are_told_of_where_there_are_any()
    {
        const string Key = "Messaging:Channels";
        Save(new GatewaySettings()
            .SetJson($"{Key}:whatsapp:Notify", """{ "Url": "http://helpdesk.test:3000/windows?key=hush-hush", "Secret": "hush-hush", "BeforeMinutes": [10, 60, 10] }""")
            .SetJson($"{Key}:whatsapp:Texts", """{ "Title": "Nicht zugestellt", "WindowClosed": "Zu lange her." }""")
            .SetJson($"{Key}:messenger:Notify", """{ "Url": "http://helpdesk.test/", "Secret": "hush-hush", "BeforeMinutes": [] }""")
            .SetJson($"{Key}:messenger:Texts", """{ "Title": "Nicht zugestellt" }"""));
        await using var gateway = Start("check", "--config", ConfigurationFile);

        (await gateway.WaitForExitAsync()).ShouldBe(0);
        var rows = gateway.Output.SkipWhile(line => line != "Reminders and texts").TakeWhile(line => line.Length > 0).Skip(1).Select(Cells).ToList();
        rows.ShouldBe(
        [
            ["Channel", "Reminders", "Texts for the agent"],
            ["messenger", "tells of the end at http://helpdesk.test/", "1 text of its own"],
            ["whatsapp", "reminds 60 and 10 minutes before at http://helpdesk.test:3000/windows", "2 texts of its own"],
        ]);
        string.Join('\n', gateway.Output).ShouldNotContain("hush-hush");
    }

    [Fact]
    public async Task Without_reminders_and_texts_there_is_no_table_of_them()
    {
        Save(new GatewaySettings());
        await using var gateway = Start("check", "--config", ConfigurationFile);

        (await gateway.WaitForExitAsync()).ShouldBe(0);
        gateway.Output.ShouldNotContain("Reminders and texts");
    }

    [SkippableTheory]
    [InlineData("check")]
    [InlineData("export")]
    [InlineData("--help")]
    [InlineData("check", "--help")]
    [InlineData("import", "--help")]
    [InlineData("--version")]
    public async Task Standard_output_that_cannot_be_written_to_is_exit_code_1_and_one_line(params string[] arguments)
    {
        Skip.IfNot(File.Exists("/dev/full"), "There is no disk that is always full.");
        Save(new GatewaySettings());
        await File.WriteAllTextAsync(FileOf("contacts.csv"), $"whatsapp,1,4915112345678,{TimeProvider.System.GetUtcNow():o}\n");
        await using (var import = Start("import", "contacts.csv", "--config", ConfigurationFile)) (await import.WaitForExitAsync()).ShouldBe(0);
        await using var gateway = GatewayProcess.StartWithFullOutput(FileOf(""), [.. arguments, "--config", ConfigurationFile]);

        (await gateway.WaitForExitAsync()).ShouldBe(1);
        gateway.Errors.ShouldHaveSingleItem().ShouldStartWith("Standard output cannot be written to: No space left on device");
    }

    [Fact]
    public async Task The_shipped_configuration_is_right()
    {
        await using var gateway = Start("check", "--config", RepositoryFile.Path("config", "policyproxy.json"));

        (await gateway.WaitForExitAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task The_command_of_the_README_finds_the_shipped_configuration_from_the_root_of_the_repository()
    {
        await using var gateway = GatewayProcess.StartFromSource("check");

        (await gateway.WaitForExitAsync(), string.Join('\n', gateway.Errors)).ShouldBe((0, ""));
        gateway.Output.ShouldContain(line => line.EndsWith($"{RepositoryFile.Path("config", "policyproxy.json")} is valid.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_environment_overrides_the_file_and_the_command_line_both()
    {
        Save(new GatewaySettings().Channel("whatsapp", "WindowHours", 1));
        await using var gateway = Start(
            ["check", "--config", ConfigurationFile, "--Messaging:Channels:whatsapp:WindowHours", "3"],
            ("Messaging__Channels__whatsapp__WindowHours", "2"),
            ("Messaging__Channels__messenger__WindowHours", "4"));

        await gateway.WaitForExitAsync();
        (Row(gateway, "whatsapp")[3], Row(gateway, "messenger")[3]).ShouldBe(("3 h", "4 h"));
    }

    [Theory]
    [InlineData("--verbose")]
    [InlineData("check", "--verbose")]
    [InlineData("serve")]
    [InlineData("import", "-", "--verbose")]
    [InlineData("export", "--verbose")]
    [InlineData("explain", "--verbose")]
    [InlineData("healthcheck", "--verbose")]
    public async Task An_unknown_option_is_exit_code_2_and_named(params string[] arguments)
    {
        Save(new GatewaySettings());
        await using var gateway = Start([.. arguments, "--config", ConfigurationFile]);

        (await gateway.WaitForExitAsync()).ShouldBe(2);
        gateway.Errors.ShouldContain(line => line.Contains(arguments.Last(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_option_without_its_value_is_exit_code_2_and_named()
    {
        await using var gateway = Start("check", "--config");

        (await gateway.WaitForExitAsync()).ShouldBe(2);
        gateway.Errors.ShouldContain(line => line.Contains("--config", StringComparison.Ordinal));
    }

    [Fact]
    public async Task No_secret_is_printed()
    {
        Save(new GatewaySettings()
            .Set("Admin:ApiKey", "hush-hush")
            .Set("ReverseProxy:Clusters:graph:Destinations:1:Address", "http://user:hush-hush@127.0.0.1/?key=hush-hush")
            .Set("Messaging:Store:Provider", "Redis")
            .Set("Messaging:Store:ConnectionString", "localhost:6379,password=hush-hush"));
        await using var gateway = Start("check", "--config", ConfigurationFile);

        (await gateway.WaitForExitAsync()).ShouldBe(0);
        Row(gateway, "Store")[1].ShouldStartWith("Redis, localhost:6379, ");
        string.Join('\n', gateway.Output.Concat(gateway.Errors)).ShouldNotContain("hush-hush");
        string.Join('\n', gateway.Output.Concat(gateway.Errors)).ShouldNotContain("app-secret");
    }

    private static string[] Row(GatewayProcess gateway, string name) => gateway.Output
        .Select(Cells)
        .First(cells => cells.Length > 1 && cells[0] == name);

    private static string[] Cells(string line) => line.Split("  ", StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}

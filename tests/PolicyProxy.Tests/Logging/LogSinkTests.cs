using System.Text.Json;
using PolicyProxy.Tests.Commands;
using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Logging;

/// <summary>A log that is sent where it cannot go: Serilog itself would not say a word.</summary>
public sealed class LogSinkTests : CommandTest
{
    public static TheoryData<string, string, string> Mistakes => new()
    {
        { "WriteTo", """[{ "Name": "Fiel", "Args": { "path": "a.log" } }]""", "Serilog:WriteTo:0: Serilog knows no Fiel; there are Console, File and Async to write to, and what the assemblies have that Using names." },
        { "WriteTo", """["Console", "Sqlserver"]""", "Serilog:WriteTo:1: Serilog knows no Sqlserver; there are Console, File and Async to write to, and what the assemblies have that Using names." },
        { "WriteTo", """{ "Daily": { "Name": "File" } }""", "Serilog:WriteTo:Daily: Serilog knows no File with no supplied arguments; what it needs belongs under Args." },
        { "WriteTo", """[{ "Name": "Async", "Args": { "configure": [{ "Name": "Fiel" }] } }]""", "Serilog:WriteTo:0: Serilog knows no Fiel; there are Console, File and Async to write to, and what the assemblies have that Using names." },
        { "WriteTo", """[{ "Nam": "File" }]""", "Serilog:WriteTo:0: Serilog cannot read this: The configuration value in Serilog:WriteTo:0:Name has no 'Name' element." },
        { "WriteTo", """[{ "Name": "File", "Args": { "path": "a.log", "rollingInterval": "Dayly" } }]""", "Serilog:WriteTo:0: Serilog cannot read this: Requested value 'Dayly' was not found." },
        { "WriteTo", """[{ "Name": "File", "Args": { "path": "a.log", "fileSizeLimitBytes": "3k" } }]""", "Serilog:WriteTo:0: Serilog cannot read this: The input string '3k' was not in a correct format." },
        { "WriteTo", """[{ "Name": "File", "Args": { "path": "a.log", "rolling": "Day" } }]""", "Serilog:WriteTo:0:Args:rolling: is not an argument of File; known are " },
        { "WriteTo", """[{ "Name": "Async", "Args": { "configure": [{ "Name": "File", "Args": { "path": "a.log", "rolling": "Day" } }] } }]""", "Serilog:WriteTo:0:Args:configure:0:Args:rolling: is not an argument of File; known are " },
        { "WriteTo", "\"Console\"", "Serilog:WriteTo: is a single value; a list, such as [ \"Console\" ], belongs here." },
        { "AuditTo", """[{ "Name": "Fiel", "Args": { "path": "a.log" } }]""", "Serilog:AuditTo:0: Serilog knows no Fiel; there are " },
        { "Enrich", """["FromNowhere"]""", "Serilog:Enrich:0: Serilog knows no FromNowhere; there are " },
        { "Using", """["Serilog.Sinks.Nowhere"]""", "Serilog: Serilog cannot read this: Could not load file or assembly 'Serilog.Sinks.Nowhere, " },
        { "MinimumLevel", """{ "ControlledBy": "$unknown" }""", "Serilog: Serilog cannot read this: No LoggingLevelSwitch has been declared with name \"$unknown\"." },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_named_once_with_its_key(string key, string json, string told) =>
        ConfigurationErrors.Of(new GatewaySettings().SetJson($"Serilog:{key}", json)).ShouldHaveSingleItem().ShouldStartWith(told);

    [Theory]
    [InlineData("check")]
    [InlineData("run")]
    public async Task A_sink_that_does_not_exist_is_exit_code_2(string command)
    {
        Save(new GatewaySettings().SetJson("Serilog:WriteTo", """[{ "Name": "Fiel" }]"""));
        await using var gateway = Start(command, "--config", ConfigurationFile);

        (await gateway.WaitForExitAsync()).ShouldBe(2);
        gateway.Errors.ShouldContain(line => line.StartsWith("  Serilog:WriteTo:0: ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("WriteTo", "")]
    [InlineData("WriteTo", """, "rollingInterval": "Day" """)]
    [InlineData("AuditTo", "")]
    public async Task A_check_opens_no_file(string key, string arguments)
    {
        Save(new GatewaySettings().SetJson($"Serilog:{key}", $$"""[{ "Name": "File", "Args": { "path": {{JsonSerializer.Serialize(FileOf("a.log"))}}{{arguments}} } }]"""));
        await using var check = Start("check", "--config", ConfigurationFile);

        (await check.WaitForExitAsync(), string.Join('\n', check.Errors)).ShouldBe((0, ""));
        Directory.GetFileSystemEntries(Path.GetDirectoryName(ConfigurationFile)!).ShouldBe([ConfigurationFile]);
    }

    [Fact]
    public async Task A_file_that_cannot_be_opened_is_told_at_once_on_standard_error_and_by_readiness()
    {
        Save(Unreachable("WriteTo"));
        await using var gateway = Start("--config", ConfigurationFile);

        await Eventually.HoldsAsync(() => gateway.Errors.Count > 0);
        gateway.Errors.ShouldHaveSingleItem().ShouldStartWith($"The log does not go where Serilog sends it: Unable to open file sink for {ConfigurationFile}/a.log: System.IO.IOException: ");
        gateway.Output.ShouldBeEmpty();
        gateway.HasEnded.ShouldBeFalse();
    }

    [Fact]
    public async Task Readiness_is_degraded_by_a_file_that_cannot_be_opened()
    {
        Save(Unreachable("WriteTo", """, "Console" """));
        await using var gateway = await RunAsync();
        using var client = new GatewayClient();
        var answer = await client.AdminAsync(gateway, "/health/ready");

        answer.Status.ShouldBe(200);
        answer.Text.ShouldContain("\"status\":\"degraded\",\"detail\":\"The log does not go where Serilog sends it: Unable to open file sink for ");
    }

    [SkippableFact]
    public async Task A_disk_that_is_full_is_told_once_and_stops_nothing()
    {
        Skip.IfNot(File.Exists("/dev/full"), "There is no disk that is always full.");
        Save(new GatewaySettings().SetJson("Serilog:WriteTo", """["Console", { "Name": "File", "Args": { "path": "/dev/full", "fileSizeLimitBytes": null } }]"""));
        await using var gateway = await RunAsync();
        using var client = new GatewayClient();
        for (var request = 0; request < 10; request++) (await client.PostAsync($"{gateway.Address}/webhooks/a", [])).Status.ShouldBe(401);
        var answer = await client.AdminAsync(gateway, "/health/ready");
        gateway.Terminate();

        (await gateway.WaitForExitAsync()).ShouldBe(0);
        gateway.Errors.ShouldHaveSingleItem().ShouldStartWith("The log does not go where Serilog sends it: ");
        gateway.Errors[0].ShouldContain("No space left on device");
        answer.Text.ShouldContain("\"status\":\"degraded\",\"detail\":\"The log does not go where Serilog sends it: ");
    }

    [Fact]
    public async Task A_file_that_has_to_be_written_and_cannot_be_opened_stops_the_start()
    {
        Save(Unreachable("AuditTo"));
        await using var gateway = Start("--config", ConfigurationFile);

        (await gateway.WaitForExitAsync()).ShouldBe(2);
        gateway.Errors[1].ShouldStartWith("  Serilog: the log cannot be opened (");
        gateway.Errors.Count.ShouldBe(2);
    }

    [Fact]
    public async Task An_edit_beside_a_log_file_that_is_held_open_is_in_force()
    {
        var settings = new GatewaySettings().SetJson(
            "Serilog:WriteTo", $$"""["Console", { "Name": "File", "Args": { "path": {{JsonSerializer.Serialize(FileOf("a.log"))}} } }]""");
        Save(settings);
        await using var gateway = await RunAsync();
        Save(settings.Channel("whatsapp", "WindowHours", 1));

        await gateway.WaitForLineAsync("is in force");
        gateway.Errors.ShouldBeEmpty();
    }

    // No directory can be where a file is.
    private GatewaySettings Unreachable(string key, string others = "") => new GatewaySettings().SetJson(
        $"Serilog:{key}", $$"""[{ "Name": "File", "Args": { "path": {{JsonSerializer.Serialize($"{ConfigurationFile}/a.log")}} } }{{others}}]""");
}

using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Commands;

/// <summary>What the command line says of itself, and of arguments that make no sense.</summary>
public sealed class HelpTests : CommandTest
{
    [Theory]
    [InlineData("run", "[default: config/policyproxy.json]")]
    [InlineData("check", "[default: config/policyproxy.json]")]
    [InlineData("import", "- for standard input")]
    [InlineData("export", "[default: config/policyproxy.json]")]
    [InlineData("explain", "- for standard input")]
    [InlineData("healthcheck", "that of the configuration when it is left out")]
    public async Task Help_tells_arguments_and_defaults_examples_and_exit_codes(string command, string told)
    {
        await using var help = Start(command, "--help");

        (await help.WaitForExitAsync()).ShouldBe(0);
        help.Errors.ShouldBeEmpty();
        var text = string.Join('\n', help.Output);
        text.ShouldContain(told);
        text.ShouldContain($"  policyproxy {command}");
        text.ShouldContain("Exit codes:\n  0    ");
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("run", "--help")]
    [InlineData("check", "--help")]
    [InlineData("import", "--help")]
    [InlineData("export", "--help")]
    [InlineData("healthcheck", "--help")]
    public async Task Every_bracket_in_the_help_is_closed(params string[] arguments)
    {
        await using var help = Start(arguments);

        (await help.WaitForExitAsync()).ShouldBe(0);
        foreach (var line in help.Output) line.Count(c => c is '[' or '<').ShouldBe(line.Count(c => c is ']' or '>') - (line.Contains(" > ") ? 1 : 0), line);
    }

    [Fact]
    public async Task A_command_that_does_not_exist_is_told_those_that_do()
    {
        await using var bogus = Start("bogus", "--config", "missing.json");

        (await bogus.WaitForExitAsync()).ShouldBe(2);
        bogus.Errors.ShouldBe(["bogus: is not a command; there are run, check, import, export, explain, healthcheck. See --help."]);
    }

    [Theory]
    [InlineData("check", "bogus", "  bogus: is not a known option; --config FILE or a configuration key (--Messaging:Store:Provider Redis) belongs here. See --help.")]
    [InlineData("run", "--bogus", "  --bogus: is not a known option; --config FILE or a configuration key (--Messaging:Store:Provider Redis) belongs here. See --help.")]
    [InlineData("healthcheck", "--Admin:Url", "  --Admin:Url: has no value; write --Admin:Url VALUE.")]
    public async Task What_stands_on_the_command_line_for_nothing_is_no_fault_of_the_configuration(string command, string argument, string told)
    {
        await using var gateway = Start(command, argument);

        (await gateway.WaitForExitAsync()).ShouldBe(2);
        gateway.Errors.ShouldBe(["The command line cannot be used, 1 error(s):", told]);
    }

    [Theory]
    [InlineData("export")]
    [InlineData("import", "rows.csv")]
    public async Task A_store_that_cannot_be_opened_is_told_in_whole_sentences(params string[] arguments)
    {
        Save(new Infrastructure.GatewaySettings().Set("Messaging:Store:ConnectionString", $"Data Source={ConfigurationFile}/windows.db"));
        await File.WriteAllTextAsync(FileOf("rows.csv"), "");
        await using var gateway = Start([.. arguments, "--config", ConfigurationFile]);

        (await gateway.WaitForExitAsync()).ShouldBe(3);
        gateway.Errors.ShouldHaveSingleItem().ShouldMatch(@"[^.]\. What [^.]+\.$");
    }

    [Fact]
    public async Task Help_without_a_command_names_all_commands()
    {
        await using var help = Start("--help");

        (await help.WaitForExitAsync()).ShouldBe(0);
        foreach (var command in new[] { "run ", "check ", "import <FILE> ", "export ", "explain ", "healthcheck " })
            help.Output.ShouldContain(line => line.StartsWith($"  {command}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_version_is_a_number()
    {
        await using var version = Start("--version");

        (await version.WaitForExitAsync()).ShouldBe(0);
        version.Output.ShouldHaveSingleItem().ShouldMatch(@"^\d+\.\d+\.\d+");
    }

    [Theory]
    [InlineData("import")]
    [InlineData("import", "")]
    [InlineData("import", "missing.csv")]
    [InlineData("import", ".")]
    public async Task An_import_without_a_file_that_can_be_read_is_exit_code_2(params string[] arguments)
    {
        Save(new Infrastructure.GatewaySettings());
        await using var import = Start([.. arguments, "--config", ConfigurationFile]);

        (await import.WaitForExitAsync()).ShouldBe(2);
        string.Concat(import.Errors).ShouldContain(arguments is [_, { Length: > 0 } file] ? $"{file}: cannot be read" : "FILE");
    }
}

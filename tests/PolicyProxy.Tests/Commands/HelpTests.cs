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
    [InlineData("healthcheck", "[default: http://127.0.0.1:8081]")]
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

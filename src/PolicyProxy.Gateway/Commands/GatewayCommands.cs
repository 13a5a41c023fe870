using System.CommandLine;
using PolicyProxy.Gateway.Configuration;
using PolicyProxy.Yarp.Configuration;

namespace PolicyProxy.Gateway.Commands;

/// <summary>The command line: what can be asked of the gateway, and what it exits with.</summary>
internal static class GatewayCommands
{
    /// <summary>Exit code of a command that worked.</summary>
    public const int Success = 0;

    /// <summary>Exit code of a command that failed for another reason than its configuration or its arguments.</summary>
    public const int Failure = 1;

    /// <summary>Exit code for a broken configuration, and for arguments that make no sense.</summary>
    public const int BadConfiguration = 2;

    public static RootCommand Create()
    {
        var config = new Option<string>("--config")
        {
            Description = "The configuration file.",
            DefaultValueFactory = _ => "config/policyproxy.json",
            Recursive = true,
        };
        var url = new Option<string>("--url") { Description = "The admin listener's address.", DefaultValueFactory = _ => "http://127.0.0.1:8081" };

        var run = WithOverrides(new Command("run", "Runs the gateway. This is what happens without a command, too."));
        run.SetAction((parsed, stop) => WithConfiguration(parsed, config, file => RunCommand.ExecuteAsync(file, stop)));
        var check = WithOverrides(new Command("check", "Validates the configuration and prints its routes, channels and policy."));
        check.SetAction((parsed, _) => WithConfiguration(parsed, config, CheckCommand.ExecuteAsync));
        var health = new Command("healthcheck", "Asks a running gateway whether it is ready.") { url };
        health.SetAction((parsed, stop) => parsed.UnmatchedTokens is [var unknown, ..]
            ? RefuseAsync(unknown)
            : HealthcheckCommand.ExecuteAsync(parsed.GetValue(url)!, stop));

        var root = WithOverrides(new RootCommand("Keeps a helpdesk within the reply window of WhatsApp, Messenger and Instagram."));
        root.Options.Add(config);
        root.Subcommands.Add(run);
        root.Subcommands.Add(check);
        root.Subcommands.Add(health);
        root.SetAction((parsed, stop) => WithConfiguration(parsed, config, file => RunCommand.ExecuteAsync(file, stop)));
        return root;
    }

    // Any key of the configuration can be given as --Section:Key VALUE, so what is not an option goes there.
    private static T WithOverrides<T>(T command)
        where T : Command
    {
        command.TreatUnmatchedTokensAsErrors = false;
        return command;
    }

    private static async Task<int> RefuseAsync(string token)
    {
        await Console.Error.WriteLineAsync($"{token}: is not a known option of this command. See --help.");
        return BadConfiguration;
    }

    private static async Task<int> WithConfiguration(ParseResult parsed, Option<string> config, Func<PolicyFile, Task<int>> execute)
    {
        try
        {
            using var file = PolicyFile.Open(parsed.GetValue(config)!, Overrides.Read(parsed.UnmatchedTokens));
            return await execute(file);
        }
        catch (MessagingConfigurationException exception)
        {
            await Console.Error.WriteLineAsync($"The configuration cannot be used, {exception.Errors.Count} error(s):");
            foreach (var error in exception.Errors) await Console.Error.WriteLineAsync($"  {error}");
            return BadConfiguration;
        }
    }
}

using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using PolicyProxy.Gateway.Commands.Explain;
using PolicyProxy.Gateway.Configuration;
using PolicyProxy.Yarp.Configuration;

namespace PolicyProxy.Gateway.Commands;

/// <summary>The command line: what can be asked of the gateway, and what it exits with.</summary>
internal static class GatewayCommands
{
    /// <summary>Exit code of a command that worked.</summary>
    public const int Success = 0;

    /// <summary>Exit code of a command that failed, or of an import that skipped lines.</summary>
    public const int Failure = 1;

    /// <summary>Exit code for a broken configuration, and for arguments that make no sense.</summary>
    public const int BadConfiguration = 2;

    /// <summary>Exit code of an import or export whose store cannot be reached, or not to the end.</summary>
    public const int StoreAway = 3;

    /// <summary>Exit code of an import that was told to stop, as for a process that Ctrl+C ended.</summary>
    public const int Stopped = 130;

    private static readonly Option<string> Config = new("--config")
    {
        Description = "The configuration file.",
        HelpName = "FILE",
        DefaultValueFactory = _ => "config/policyproxy.json",
        Recursive = true,
    };

    private static readonly Option<string?> Url = new("--url")
    {
        Description = "The admin listener's address; that of the configuration when it is left out.",
        HelpName = "URL",
    };

    private static readonly Argument<string> Rows = new("FILE")
    {
        Description = $"A file of CSV or NDJSON; {ImportCommand.StandardInput} for standard input.",
        Validators = { RefuseEmptyName },
    };

    private static readonly Option<string> Send = new("--send") { Description = "A file with a send to explain, as HTTP is written; - for standard input.", HelpName = "FILE" };

    private static readonly Option<string> Webhook = new("--webhook") { Description = "The same with a webhook.", HelpName = "FILE" };

    private static readonly Option<string> Path = new("--path")
    {
        Description = "The path, with a query if need be, or a whole address: for a file that has a body alone, or in place of the file's.",
        HelpName = "PATH",
    };

    private static readonly Option<string> Method = new("--method") { Description = "The method, as --path; POST for a body alone.", HelpName = "METHOD" };

    private static readonly Option<string> LastContact = new("--last-contact")
    {
        Description = "When the client is supposed to have written last, in ISO 8601, or never. Without it the store is asked.",
        HelpName = "TIME",
    };

    private static readonly Option<bool> ShowContacts = new("--show-contacts") { Description = "Tells contacts whole, not their last four characters." };

    // Any key of the configuration can be given as --Section:Key VALUE, so what is nothing else goes here. The help tells of it in words.
    private static readonly Argument<string[]> Keys = new("KEYS") { Arity = ArgumentArity.ZeroOrMore, Hidden = true };

    public static RootCommand Create()
    {
        var root = new RootCommand("Keeps a helpdesk within the reply window of WhatsApp, Messenger and Instagram. Without a command it runs the gateway.") { Config };
        root.Subcommands.Add(new("run", "Runs the gateway until it is told to stop."));
        root.Subcommands.Add(new("check", "Validates the configuration and prints its channels, routes and policy."));
        root.Subcommands.Add(new("import", "Takes in when clients last wrote, from a file; a gateway may run meanwhile.") { Rows });
        root.Subcommands.Add(new("export", "Writes when clients last wrote to standard output, for an import; a gateway may run meanwhile."));
        root.Subcommands.Add(new("explain", "Says what a send or a webhook in a file would be read as, and what would become of it; starts nothing.") { Send, Webhook, LastContact, ShowContacts, Path, Method });
        root.Subcommands.Add(new("healthcheck", "Asks a running gateway whether it is ready.") { Url });

        foreach (var command in root.Subcommands.Append(root))
        {
            command.Arguments.Add(Keys);
            command.SetAction((parsed, stop) => ExecuteAsync(command.Name, parsed, stop));
        }

        foreach (var option in root.Options)
        {
            if (option.Action is not SynchronousCommandLineAction usual) continue;
            option.Action = new BuiltInAnswer(usual is HelpAction help ? new HelpWithExamples(help) : usual);
        }

        return root;
    }

    /// <summary>Says that standard output does not take what is written; answers the exit code.</summary>
    public static int TellNotTaken(IOException exception)
    {
        Console.Error.WriteLine($"Standard output cannot be written to: {exception.Message}");
        return Failure;
    }

    // As of a variable that is not set.
    private static void RefuseEmptyName(ArgumentResult argument)
    {
        if (argument.Tokens is [{ Value: "" }]) argument.AddError($"FILE: is empty; a file's name, or {ImportCommand.StandardInput} for standard input, belongs here.");
    }

    private static Task<int> ExecuteAsync(string command, ParseResult parsed, CancellationToken stop) => command switch
    {
        "check" => WithConfiguration(parsed, CheckCommand.ExecuteAsync),
        "import" => WithConfiguration(parsed, file => ImportCommand.ExecuteAsync(file, parsed.GetValue(Rows)!)),
        "export" => WithConfiguration(parsed, file => ExportCommand.ExecuteAsync(file, stop)),
        "explain" => WithConfiguration(parsed, file => ExplainCommand.ExecuteAsync(file, Explained(parsed), TimeProvider.System)),
        "healthcheck" => WithOverrides(parsed, overrides => HealthcheckCommand.ExecuteAsync(parsed.GetValue(Url), parsed.GetValue(Config)!, overrides, stop)),
        _ => WithConfiguration(parsed, file => RunCommand.ExecuteAsync(file, TimeProvider.System, stop)),
    };

    private static ExplainOptions Explained(ParseResult parsed) => new(
        parsed.GetValue(Send), parsed.GetValue(Webhook), parsed.GetValue(Method), parsed.GetValue(Path), parsed.GetValue(LastContact), parsed.GetValue(ShowContacts));

    private static Task<int> WithConfiguration(ParseResult parsed, Func<PolicyFile, Task<int>> execute) => WithOverrides(parsed, async overrides =>
    {
        using var file = PolicyFile.Open(parsed.GetValue(Config)!, overrides);
        return await execute(file);
    });

    private static async Task<int> WithOverrides(ParseResult parsed, Func<IReadOnlyDictionary<string, string?>, Task<int>> execute)
    {
        var tokens = parsed.GetValue(Keys)!;
        if (parsed.CommandResult.Command is RootCommand root && tokens is [var word, ..] && !word.StartsWith('-'))
        {
            await Console.Error.WriteLineAsync($"{word}: is not a command; there are {string.Join(", ", root.Subcommands.Select(command => command.Name))}. See --help.");
            return BadConfiguration;
        }

        IReadOnlyDictionary<string, string?> overrides;
        try
        {
            overrides = Overrides.Read(tokens);
        }
        catch (MessagingConfigurationException exception)
        {
            return await RefuseAsync("The command line cannot be used", exception.Errors);
        }

        try
        {
            return await execute(overrides);
        }
        catch (MessagingConfigurationException exception)
        {
            return await RefuseAsync("The configuration cannot be used", exception.Errors);
        }
        catch (IOException exception)
        {
            // Every other place that cannot be read or written is told of where it is used.
            return TellNotTaken(exception);
        }
    }

    private static async Task<int> RefuseAsync(string what, IReadOnlyList<string> errors)
    {
        await Console.Error.WriteLineAsync($"{what}, {errors.Count} error(s):");
        foreach (var error in errors) await Console.Error.WriteLineAsync($"  {error}");
        return BadConfiguration;
    }
}

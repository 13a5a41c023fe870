using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using PolicyProxy.Gateway.Commands;
using PolicyProxy.Simulator.Network;
using PolicyProxy.Simulator.Page;
using PolicyProxy.Simulator.Story;

namespace PolicyProxy.Simulator;

/// <summary>The command line: the page to play on, or the story.</summary>
internal static class SimulatorCommand
{
    private static readonly Option<int?> Port = new("--port")
    {
        Description = "The page's port; a free one when it is not given.",
        HelpName = "N",
        CustomParser = ReadPort,
    };

    private static readonly Option<bool> Story = new("--story") { Description = "Plays the policy's rules in the terminal and checks each; exit code 1 when one does not hold." };

    private static readonly Option<bool> Observe = new("--observe") { Description = "The gateway only observes: everything is forwarded, and the platform itself refuses." };

    public static RootCommand Create()
    {
        var root = new RootCommand("A platform and a helpdesk to play with, and the real gateway between them.") { Port, Story, Observe };
        root.SetAction(ExecuteAsync);
        return root;
    }

    private static int? ReadPort(ArgumentResult argument)
    {
        if (int.TryParse(argument.Tokens[0].Value, CultureInfo.InvariantCulture, out var port) && port is >= 1 and <= 65535) return port;
        argument.AddError($"--port: {argument.Tokens[0].Value} is no port; a number from 1 to 65535 belongs here.");
        return null;
    }

    private static async Task<int> ExecuteAsync(ParseResult parsed, CancellationToken stop)
    {
        await using var playground = await Playground.StartAsync(parsed.GetValue(Observe));
        return parsed.GetValue(Story) ? await PlayAsync(playground, stop) : await ServeAsync(playground, parsed, stop);
    }

    private static async Task<int> PlayAsync(Playground playground, CancellationToken stop)
    {
        try
        {
            return await new PolicyStory(playground, new(Console.Out)).PlayAsync(stop) ? GatewayCommands.Success : GatewayCommands.Failure;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return GatewayCommands.Stopped;
        }
    }

    private static async Task<int> ServeAsync(Playground playground, ParseResult parsed, CancellationToken stop)
    {
        var port = parsed.GetValue(Port) ?? Ports.Take();
        await using var page = new LoopbackServer(port, new PlaygroundPage(playground).Map);
        try
        {
            await page.StartAsync();
        }
        catch (IOException exception)
        {
            await Console.Error.WriteLineAsync($"--port: {port} cannot be had ({exception.Message}); another one, or none for a free one, belongs here.");
            return GatewayCommands.Failure;
        }

        Console.WriteLine($"The playground is at {page.Address}/");
        Console.WriteLine($"The gateway in it is at {playground.Gateway.Address}, its dashboard at {playground.Gateway.AdminAddress}");
        if (playground.Redis is null) Console.WriteLine("There is no redis-server on PATH, so the gateway keeps its windows in SQLite.");
        Console.WriteLine("Ctrl+C ends everything.");
        await WaitAsync(stop);
        return GatewayCommands.Success;
    }

    private static async Task WaitAsync(CancellationToken stop)
    {
        var told = new TaskCompletionSource();
        await using var telling = stop.Register(told.SetResult);
        await told.Task;
    }
}

using System.Diagnostics;
using PolicyProxy.Gateway.Commands;
using PolicyProxy.Gateway.Configuration;
using Shouldly;

namespace PolicyProxy.Tests.Infrastructure;

/// <summary>A command that the README shows, tried as far as that is possible in a test.</summary>
internal static class ReadmeCommand
{
    private static string Shipped => RepositoryFile.Path("config", "policyproxy.json");

    /// <summary>Tries a command; fails when something in it does not exist, or when nobody knows how to try it.</summary>
    public static async Task TryAsync(string command)
    {
        var words = command.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        await (words switch
        {
            ["dotnet", "run", "--project", "tests/PolicyProxy.Simulator", .. var arguments] => TryPlaygroundAsync([.. arguments.Skip(1)]),
            ["dotnet", "run", "--project", var project] => TryGatewayAsync(project, []),
            ["dotnet", "run", "--project", var project, "--", .. var arguments, ">", _] => TryGatewayAsync(project, arguments),
            ["dotnet", "run", "--project", var project, "--", .. var arguments] => TryGatewayAsync(project, arguments),
            ["dotnet", "run", "--configuration", "Release", "--project", var project] => Done(() => TryProgram(project)),
            // PackageTests carries it out.
            ["dotnet", "pack", var solution, "--configuration", "Release", "--output", _] => Done(() => File.Exists(RepositoryFile.Path(solution)).ShouldBeTrue()),
            ["export", var variable] => Done(() => TryVariable(variable)),
            ["curl", ..] => ReadmeCurl.TryAsync(command),
            ["docker", "build", "-t", _, "."] => Done(() => File.Exists(RepositoryFile.Path("Dockerfile")).ShouldBeTrue()),
            ["docker", "compose", "-f", var file, "up", "-d"] => Done(() => YamlFile.Read(file).ShouldHaveSingleItem()["services"].ShouldNotBeNull()),
            ["kubectl", "apply", "-f", var file] => Done(() => YamlFile.Read(file).ShouldAllBe(document => document["kind"] != null)),
            ["docker", "run", .. var arguments] => TryContainerAsync(arguments),
            ["grep", ..] => TryOnLogAsync(command),
            ["openssl", ..] => Done(() => TryInClients(command)),
            [var script] => Done(() => TryScript(script)),
            ["tests/bench/run.sh", .. var options] => TryOptionsAsync("tests/bench/run.sh", options),
            _ => throw new ShouldAssertException($"There is no way to try the command: {command}"),
        });
    }

    private static Task Done(Action action)
    {
        action();
        return Task.CompletedTask;
    }

    private static async Task TryGatewayAsync(string project, string[] arguments)
    {
        Directory.GetFiles(RepositoryFile.Path(project), "*.csproj").ShouldHaveSingleItem();
        await TryArgumentsAsync(arguments);
    }

    // What it says first, and that it ends when it is told to.
    private static async Task TryPlaygroundAsync(string[] arguments)
    {
        using var directory = new TestDirectory();
        await using var playground = GatewayProcess.StartPlayground(directory.Path, arguments);
        await playground.WaitForLineAsync(arguments is ["--story"] ? "Rule 1." : "The playground is at");
        playground.Terminate();
        (await playground.WaitForExitAsync()).ShouldBe(arguments is ["--story"] ? GatewayCommands.Stopped : GatewayCommands.Success);
    }

    // It takes long and proves nothing here; the build has shown that it compiles.
    private static void TryProgram(string project)
    {
        File.ReadAllText(Directory.GetFiles(RepositoryFile.Path(project), "*.csproj").ShouldHaveSingleItem()).ShouldContain("<OutputType>Exe</OutputType>");
        RepositoryFile.Read("PolicyProxy.sln").ShouldContain(Path.GetFileName(project) + ".csproj");
    }

    // What ends by itself is run; of what does not, the options are read as the gateway would.
    private static async Task TryArgumentsAsync(string[] arguments)
    {
        var parsed = GatewayCommands.Create().Parse(arguments);
        parsed.Errors.ShouldBeEmpty();
        var configuration = RepositoryFile.Path(parsed.GetRequiredValue<string>("--config").Split('/'));
        if (parsed.CommandResult.Command.Name == "check")
            (await GatewayCommands.Create().Parse([.. arguments.TakeWhile(word => word != "--config"), "--config", configuration]).InvokeAsync()).ShouldBe(GatewayCommands.Success);
        else
            PolicyFile.Open(configuration, Overrides.Read(parsed.UnmatchedTokens)).Dispose();
    }

    private static void TryVariable(string assignment)
    {
        var equals = assignment.IndexOf('=', StringComparison.Ordinal);
        EnvironmentVariables.ShouldSetKeysOf(Shipped, (assignment[..equals], assignment[(equals + 1)..]));
    }

    private static void TryScript(string script)
    {
        File.Exists(RepositoryFile.Path(script)).ShouldBeTrue();
        if (OperatingSystem.IsWindows()) return;
        (File.GetUnixFileMode(RepositoryFile.Path(script)) & UnixFileMode.UserExecute).ShouldNotBe(UnixFileMode.None);
    }

    // It takes minutes: that it knows its options has to do.
    private static async Task TryOptionsAsync(string script, string[] options)
    {
        TryScript(script);
        using var help = Process.Start(new ProcessStartInfo(RepositoryFile.Path(script), "--help") { RedirectStandardOutput = true })!;
        var known = await help.StandardOutput.ReadToEndAsync();
        await help.WaitForExitAsync();
        foreach (var option in options) known.ShouldContain(option);
    }

    // The tests of the client libraries follow it, and connect with what it makes.
    private static void TryInClients(string command)
    {
        command.ShouldStartWith("openssl req ");
        RepositoryFile.Read("tests", "PolicyProxy.Clients", "infrastructure", "certificates.js").ShouldContain("line.startsWith('openssl req ')");
    }

    // It has to find something in the log of a gateway that observes a send which it would refuse.
    private static async Task TryOnLogAsync(string command)
    {
        await using var gateway = await RunningGateway.StartAsync(settings => settings.Channel("whatsapp", "Mode", "Observe"));
        (await gateway.SendAsync(Conversation.WhatsApp)).Verdict.ShouldBe("observed");
        using var directory = new TestDirectory();
        await File.WriteAllLinesAsync(directory.File("gateway.log"), await gateway.Log.WaitForRequestsAsync());
        using var shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", command]) { WorkingDirectory = directory.Path, RedirectStandardOutput = true })!;
        (await shell.StandardOutput.ReadToEndAsync()).ShouldContain("verdict=observed reason=no-client-contact");
        await shell.WaitForExitAsync();
        shell.ExitCode.ShouldBe(0);
    }

    private static async Task TryContainerAsync(string[] arguments)
    {
        var image = RepositoryFile.Read("Dockerfile");
        var rest = new Queue<string>(arguments);
        while (rest.TryPeek(out var option) && option.StartsWith('-'))
        {
            rest.Dequeue();
            if (option is "-d" or "--rm") continue;
            var value = rest.Dequeue();
            if (option == "-p") image.ShouldContain($"EXPOSE {value.Split(':')[1]}\n");
            else if (option == "-e") TryVariable(value);
            else if (option == "-v") new[] { "/app/data", "/app/config" }.ShouldContain(value.Split(':')[1]);
            else option.ShouldBeOneOf("--name", "--stop-timeout");
        }

        image.ShouldContain("WORKDIR /app\n");
        image.ShouldContain("VOLUME /app/data\n");
        image.ShouldContain("COPY config config\n");
        image.ShouldContain("ENTRYPOINT [\"dotnet\", \"/app/policyproxy.dll\"]\n");
        RepositoryFile.Read("README.md").ShouldContain($"docker build -t {rest.Dequeue()} .\n");
        await TryArgumentsAsync([.. rest]);
    }
}

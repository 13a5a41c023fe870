using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace PolicyProxy.Tests.Infrastructure;

/// <summary>The built gateway as a process of its own, as an operator runs it.</summary>
internal sealed partial class GatewayProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly Task _reading;
    private TaskCompletionSource? _readsOn;

    private GatewayProcess(ProcessStartInfo start)
    {
        _process = new Process { StartInfo = start };
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.Start();
        _process.BeginErrorReadLine();
        _reading = Task.Run(ReadOutputAsync);
    }

    public IReadOnlyList<string> Output => [.. _output];

    public IReadOnlyList<string> Errors => [.. _errors];

    /// <summary>Where the proxy listens, once it does; with several endpoints the last.</summary>
    public string Address { get; private set; } = "";

    /// <summary>Where the administrator's listener is, once it listens.</summary>
    public string AdminAddress { get; private set; } = "";

    /// <summary>Starts it with a command line.</summary>
    public static GatewayProcess Start(string directory, IEnumerable<string> arguments, params (string Name, string Value)[] environment) =>
        StartProgram("policyproxy.dll", directory, arguments, environment);

    /// <summary>Starts the playground, in which there is a gateway, with its folder in a directory of the test's.</summary>
    public static GatewayProcess StartPlayground(string directory, IEnumerable<string> arguments, params (string Name, string Value)[] environment) =>
        StartProgram("policyproxy-simulator.dll", directory, arguments, [("TMPDIR", directory), .. environment]);

    private static GatewayProcess StartProgram(string assembly, string directory, IEnumerable<string> arguments, (string Name, string Value)[] environment)
    {
        var start = Quiet(directory, [Path.Combine(AppContext.BaseDirectory, assembly), .. arguments]);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return new(start);
    }

    /// <summary>Starts it the way the README does, from the root of the repository, as it was built for these tests.</summary>
    public static GatewayProcess StartFromSource(params IEnumerable<string> arguments)
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        return new(Quiet(RepositoryFile.Path(), ["run", "--no-build", "--configuration", configuration, "--project", "src/PolicyProxy.Gateway", "--", .. arguments]));
    }

    /// <summary>Starts another host than the gateway, and waits until it listens.</summary>
    /// <param name="assembly">The host's assembly.</param>
    /// <param name="directory">Where its configuration is.</param>
    /// <param name="arguments">Its command line.</param>
    public static async Task<GatewayProcess> RunHostAsync(string assembly, string directory, params IEnumerable<string> arguments)
    {
        const string Listening = "Now listening on: ";
        var host = new GatewayProcess(Quiet(directory, [assembly, "--urls", "http://127.0.0.1:0", .. arguments]));
        host.Address = (await host.WaitForLineAsync(Listening)).Split(Listening)[1];
        return host;
    }

    private static ProcessStartInfo Quiet(string directory, IEnumerable<string> arguments) => new("dotnet", arguments)
    {
        WorkingDirectory = directory,
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    };

    /// <summary>Starts it and waits until it listens.</summary>
    public static async Task<GatewayProcess> RunAsync(string directory, IEnumerable<string> arguments, params (string Name, string Value)[] environment)
    {
        var gateway = Start(directory, arguments, environment);
        await gateway.WaitUntilListeningAsync();
        return gateway;
    }

    /// <summary>Starts it with so many file descriptors and no more, and waits until it listens.</summary>
    public static Task<GatewayProcess> RunWithinAsync(int descriptors, string directory, params IEnumerable<string> arguments) =>
        RunUnderAsync($"ulimit -n {descriptors}; exec dotnet \"$@\"", directory, [Path.Combine(AppContext.BaseDirectory, "policyproxy.dll"), .. arguments]);

    /// <summary>Starts it by a shell script, which gets the command line of <c>dotnet</c> as its arguments, and waits until it listens.</summary>
    public static async Task<GatewayProcess> RunUnderAsync(string script, string directory, params IEnumerable<string> commandLine)
    {
        var gateway = StartUnder(script, directory, commandLine);
        await gateway.WaitUntilListeningAsync();
        return gateway;
    }

    /// <summary>Starts it with its standard output on a disk that is full.</summary>
    public static GatewayProcess StartWithFullOutput(string directory, params IEnumerable<string> arguments) =>
        StartUnder("exec dotnet \"$@\" >/dev/full", directory, [Path.Combine(AppContext.BaseDirectory, "policyproxy.dll"), .. arguments]);

    private static GatewayProcess StartUnder(string script, string directory, IEnumerable<string> commandLine)
    {
        var command = Quiet(directory, ["-c", script, "sh", .. commandLine]);
        command.FileName = "/bin/sh";
        return new GatewayProcess(command);
    }

    /// <summary>Gives it its standard input, all of it unless said otherwise.</summary>
    public async Task WriteInputAsync(string text, bool isAll = true)
    {
        await _process.StandardInput.WriteAsync(text);
        if (isAll) _process.StandardInput.Close();
    }

    /// <summary>Waits for a line on standard output that holds these words.</summary>
    public async Task<string> WaitForLineAsync(string words)
    {
        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(10))
        {
            if (_output.FirstOrDefault(line => line.Contains(words, StringComparison.Ordinal)) is { } line) return line;
            if (waited.Elapsed > Patience || _process.HasExited)
                throw new TimeoutException($"The gateway did not say \"{words}\":\n{string.Join('\n', Output.Concat(Errors))}");
        }
    }

    /// <summary>Reads no more of its standard output than one line.</summary>
    public void StopReading() => _readsOn = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Reads on.</summary>
    public void ReadOn()
    {
        var waiting = _readsOn!;
        _readsOn = null;
        waiting.SetResult();
    }

    /// <summary>Closes the other end of its standard output, which is not being read.</summary>
    public void CloseOutput() => _process.StandardOutput.Close();

    /// <summary>Waits until it ends.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> WaitForExitAsync(TimeSpan? patience = null)
    {
        await _process.WaitForExitAsync().WaitAsync(patience ?? Patience);
        if (_readsOn is null) await _reading.WaitAsync(Patience);
        return _process.ExitCode;
    }

    /// <summary>Tells it to end, as a container runtime does.</summary>
    public void Terminate() => Signal("TERM");

    /// <summary>Sends it a signal.</summary>
    public void Signal(string name) => Process.Start("/bin/sh", ["-c", $"kill -{name} {_process.Id}"]).WaitForExit();

    public bool HasEnded => _process.HasExited;

    /// <summary>Ends it as a crash would, by SIGKILL.</summary>
    public Task KillAsync()
    {
        _process.Kill();
        return _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task WaitUntilListeningAsync()
    {
        var listening = Listening().Match(await WaitForLineAsync("Listening for the proxy"));
        Address = listening.Groups[1].Value.Split(", ")[^1];
        AdminAddress = listening.Groups[2].Value;
    }

    private async Task ReadOutputAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            _output.Enqueue(line);
            if (_readsOn is { } readsOn) await readsOn.Task;
        }
    }

    private void Keep(string? line)
    {
        if (line is not null) _errors.Enqueue(line);
    }

    [GeneratedRegex("Listening for the proxy on (.+), for the administrator on ([^;]+);")]
    private static partial Regex Listening();
}

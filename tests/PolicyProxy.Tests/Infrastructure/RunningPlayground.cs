namespace PolicyProxy.Tests.Infrastructure;

/// <summary>The playground as a process of its own, with its page.</summary>
internal sealed class RunningPlayground : IAsyncDisposable
{
    private readonly TestDirectory _directory = new();
    private readonly GatewayProcess _process;

    private RunningPlayground() => _process = GatewayProcess.StartPlayground(_directory.Path, []);

    /// <summary>Where the page is, without a slash at the end.</summary>
    public string Address { get; private set; } = "";

    /// <summary>Starts one, and waits for its page.</summary>
    public static async Task<RunningPlayground> StartAsync()
    {
        var playground = new RunningPlayground();
        playground.Address = (await playground._process.WaitForLineAsync("The playground is at ")).Split(' ')[^1].TrimEnd('/');
        return playground;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Terminate();
        await _process.WaitForExitAsync();
        await _process.DisposeAsync();
        _directory.Dispose();
    }
}

using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Commands;

/// <summary>Whoever tells the gateway to stop a second time does not want to wait for requests in flight.</summary>
public sealed class SecondSignalTests : CommandTest, IAsyncLifetime
{
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(10) };
    private readonly TaskCompletionSource _asked = new();
    private Upstream _platform = null!;
    private GatewayProcess _gateway = null!;

    public async Task InitializeAsync()
    {
        _platform = await Upstream.StartAsync();
        _platform.Answer = context =>
        {
            _asked.TrySetResult();
            return Task.Delay(Timeout.Infinite, context.RequestAborted);
        };
        Save(new GatewaySettings().Set("ReverseProxy:Clusters:graph:Destinations:1:Address", _platform.Address));
        _gateway = await RunAsync();
    }

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _platform.DisposeAsync();
        _client.Dispose();
    }

    [Theory]
    [InlineData("TERM", "TERM", 143)]
    [InlineData("TERM", "INT", 130)]
    [InlineData("INT", "INT", 130)]
    public async Task The_second_signal_ends_it_at_once_with_the_signals_exit_code(string first, string second, int exitCode)
    {
        var request = _client.GetAsync(new Uri($"{_gateway.Address}/v24.0/me"));
        await _asked.Task;
        _gateway.Signal(first);
        await WaitUntilItTakesNoMoreAsync();
        _gateway.HasEnded.ShouldBeFalse("The request in flight may finish.");
        _gateway.Signal(second);

        (await _gateway.WaitForExitAsync()).ShouldBe(exitCode);
        await Should.ThrowAsync<HttpRequestException>(request);
        _gateway.Errors.ShouldBeEmpty();
    }

    private Task WaitUntilItTakesNoMoreAsync() => Eventually.HoldsAsync(async () => !await IsReadyAsync());

    private async Task<bool> IsReadyAsync()
    {
        using var answer = await _client.GetAsync(new Uri($"{_gateway.AdminAddress}/health/ready"));
        return answer.IsSuccessStatusCode;
    }
}

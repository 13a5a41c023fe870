using Xunit;

namespace PolicyProxy.Tests.Infrastructure;

/// <summary>A test with a gateway of its own.</summary>
public abstract class ProxyTest : IAsyncLifetime
{
    private protected RunningGateway Gateway { get; private set; } = null!;

    /// <summary>What is configured other than in <see cref="GatewaySettings"/>.</summary>
    private protected virtual void Configure(GatewaySettings settings)
    {
    }

    public virtual async Task InitializeAsync() => Gateway = await RunningGateway.StartAsync(Configure);

    public virtual async Task DisposeAsync() => await Gateway.DisposeAsync();
}

using DotNet.Testcontainers.Builders;
using Testcontainers.Redis;

namespace PolicyProxy.Tests.Infrastructure;

public sealed partial class SharedRedis
{
    partial void StartContainer(ref Task<bool>? starting) => starting = StartContainerAsync();

    private async Task<bool> StartContainerAsync()
    {
        try
        {
            var container = new RedisBuilder("redis:7-alpine").Build();
            await container.StartAsync();
            (_started, _connectionString) = (container, container.GetConnectionString());
            return true;
        }
        catch (DockerUnavailableException)
        {
            // Docker does not run: the server that is installed has to do.
            return false;
        }
    }
}

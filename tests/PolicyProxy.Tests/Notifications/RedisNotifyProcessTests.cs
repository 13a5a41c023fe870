using PolicyProxy.Tests.Infrastructure;

namespace PolicyProxy.Tests.Notifications;

public sealed class RedisNotifyProcessTests : NotifyProcessContract
{
    private protected override async Task<RedisServer?> StartServerAsync() => await RedisServer.StartAsync();
}

using PolicyProxy.Tests.Infrastructure;

namespace PolicyProxy.Tests.Notifications;

public sealed class SqliteNotifyProcessTests : NotifyProcessContract
{
    private protected override Task<RedisServer?> StartServerAsync() => Task.FromResult<RedisServer?>(null);
}

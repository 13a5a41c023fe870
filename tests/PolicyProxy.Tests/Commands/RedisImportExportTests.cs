using PolicyProxy.Stores;
using PolicyProxy.Tests.Infrastructure;
using PolicyProxy.Windows;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Commands;

public sealed class RedisImportExportTests : ImportExportContract, IAsyncLifetime
{
    private RedisServer _redis = null!;

    public async Task InitializeAsync() => _redis = await RedisServer.StartAsync(password: "s3cret");

    public async Task DisposeAsync() => await _redis.DisposeAsync();

    // Not the first of its databases.
    private string ConnectionString => $"{_redis.ConnectionString},password=s3cret,defaultDatabase=3";

    private protected override GatewaySettings OnStore(GatewaySettings settings) =>
        settings.Set("Messaging:Store:Provider", "Redis").Set("Messaging:Store:ConnectionString", ConnectionString);

    private protected override IListedWindowStore OpenStore() => RedisWindowStore.Create(ConnectionString, TimeSpan.FromSeconds(10), TimeProvider.System);

    private protected override Task EmptyAsync() => _redis.CommandAsync("-n", "3", "FLUSHDB");

    private protected override Task PutRawAsync(string contact, string value) =>
        _redis.CommandAsync("-n", "3", "SET", $"policyproxy:window:whatsapp:106540352242922:{contact}", value);

    [SkippableTheory]
    [InlineData("import", "-")]
    [InlineData("export")]
    public async Task A_Redis_that_is_away_is_exit_code_3_and_no_password(params string[] arguments)
    {
        Save(Settings());
        await _redis.KillAsync();
        await using var command = Start([.. arguments, "--config", ConfigurationFile]);
        await command.WriteInputAsync("whatsapp,1,4915112345678,1795334400\n");

        (await command.WaitForExitAsync()).ShouldBe(3);
        command.Errors.ShouldHaveSingleItem().ShouldStartWith("The store ");
        command.Errors[0].ShouldNotContain("s3cret");
    }

    [SkippableFact]
    public async Task A_key_of_another_type_is_counted()
    {
        Save(Settings());
        await _redis.CommandAsync("-n", "3", "LPUSH", "policyproxy:window:whatsapp:1:2", "x");
        await using var command = Start("export", "--config", ConfigurationFile);

        (await command.WaitForExitAsync()).ShouldBe(1);
        command.Errors.ShouldHaveSingleItem().ShouldStartWith("1 contact(s) left out");
    }
}

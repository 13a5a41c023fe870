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
        Save(Settings().Set("Messaging:Store:ConnectionString", $"{ConnectionString},connectTimeout=500"));
        await _redis.KillAsync();
        await using var command = Start([.. arguments, "--config", ConfigurationFile]);
        await command.WriteInputAsync("whatsapp,1,4915112345678,1795334400\n");

        (await command.WaitForExitAsync()).ShouldBe(3);
        command.Errors.ShouldHaveSingleItem().ShouldStartWith("The store ");
        command.Errors[0].ShouldNotContain("s3cret");
    }

    [SkippableFact]
    public async Task A_key_of_another_type_is_named_and_the_rest_is_exported()
    {
        Save(Settings());
        await _redis.CommandAsync("-n", "3", "LPUSH", "policyproxy:window:whatsapp:1:4915112345678", "x");
        await _redis.CommandAsync("-n", "3", "SET", "policyproxy:window:whatsapp:1:4915112345679", "1795334400000");
        await using var command = Start("export", "--config", ConfigurationFile);

        (await command.WaitForExitAsync()).ShouldBe(1);
        command.Errors.Count.ShouldBe(2);
        command.Errors[0].ShouldBe("channel whatsapp, account 1, contact ***5678: the store holds something of it that no gateway wrote");
        command.Errors[1].ShouldStartWith("1 contact(s) left out: the store holds something under their keys that no gateway wrote. DELETE /windows/{channel}/{contact}");
        command.Output.ShouldHaveSingleItem().ShouldContain("4915112345679");
    }

    [SkippableFact]
    public async Task Of_very_many_the_first_are_named_and_all_are_counted()
    {
        Save(Settings());
        await _redis.CommandAsync("-n", "3", "EVAL", "for i = 1, 150 do redis.call('SET', 'policyproxy:window:messenger::' .. i, 'x') end", "0");
        await using var command = Start("export", "--config", ConfigurationFile);

        (await command.WaitForExitAsync()).ShouldBe(1);
        command.Errors.Count.ShouldBe(101);
        command.Errors[^1].ShouldStartWith("150 contact(s) left out");
    }
}

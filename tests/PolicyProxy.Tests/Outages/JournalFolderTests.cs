using PolicyProxy.Tests.Commands;
using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Outages;

/// <summary>A gateway as a process whose journal cannot be written says so while its store still works.</summary>
public sealed class JournalFolderTests : CommandTest
{
    private static readonly Conversation Client = Conversation.Messenger;

    [SkippableTheory]
    [InlineData("Sqlite", "a file in its place")]
    [InlineData("Redis", "a file in its place")]
    [InlineData("Sqlite", "no right to write")]
    [InlineData("Redis", "no right to write")]
    [InlineData("Sqlite", "a read-only disk")]
    [InlineData("Redis", "a read-only disk")]
    public async Task A_journal_that_cannot_be_written_is_told_at_the_start_and_until_it_can(string store, string fault)
    {
        using var place = new TestDirectory();
        using var disk = fault == "a read-only disk" ? SmallDisk.Mount() : null;
        var journal = Path.Combine(disk?.Path ?? place.Path, "journal");
        await using var redis = store == "Redis" ? await RedisServer.StartAsync() : null;
        await using var helpdesk = await Upstream.StartAsync();
        using var client = new GatewayClient();
        Save(Settings(redis, helpdesk).Set("Messaging:Store:Journal", journal));

        using var protection = Break(fault, journal, disk);
        await using var gateway = await RunAsync();
        (await gateway.WaitForLineAsync(" WRN No record can wait for the store")).ShouldContain($"The journal in '{journal}' cannot be written");
        (await client.ClientWritesAsync(gateway, Client, TimeProvider.System.GetUtcNow())).Status.ShouldBe(200);
        var (status, check, detail) = await JournalAsync(client, gateway);
        (status, check).ShouldBe((200, "degraded"));
        detail.ShouldStartWith($"If the store went away, webhooks could be recorded nowhere: The journal in '{journal}' cannot be written; a folder with room that the gateway may write to belongs there: ");

        Mend(fault, journal, disk, protection);
        await JournalAsync(client, gateway);
        await JournalAsync(client, gateway);
        (await JournalAsync(client, gateway)).ShouldBe((200, "ready", "No record waits."));
        await gateway.WaitForLineAsync($" INF The journal in {journal} can be written again");
        gateway.Output.Count(line => line.Contains("No record can wait")).ShouldBe(1);
        Directory.GetFiles(journal, "*.journal").ShouldBeEmpty();
    }

    private static WriteProtection? Break(string fault, string journal, SmallDisk? disk)
    {
        if (fault == "a file in its place") File.WriteAllText(journal, "");
        else Directory.CreateDirectory(journal);
        disk?.MakeReadOnly();
        return fault == "no right to write" ? WriteProtection.Of(journal) : null;
    }

    private static void Mend(string fault, string journal, SmallDisk? disk, WriteProtection? protection)
    {
        if (fault == "a file in its place") File.Delete(journal);
        disk?.MakeWritable();
        protection?.Dispose();
    }

    private static async Task<(int Status, string Check, string Detail)> JournalAsync(GatewayClient client, GatewayProcess gateway)
    {
        var answer = await client.AdminAsync(gateway, "/health/ready");
        var check = answer.Json.GetProperty("checks").EnumerateArray().Single(check => check.GetProperty("name").GetString() == "journal");
        return (answer.Status, check.GetProperty("status").GetString()!, check.GetProperty("detail").GetString()!);
    }

    private static GatewaySettings Settings(RedisServer? redis, Upstream helpdesk)
    {
        var settings = new GatewaySettings().Set("ReverseProxy:Clusters:helpdesk:Destinations:1:Address", helpdesk.Address);
        return redis is null ? settings : settings.Set("Messaging:Store:Provider", "Redis").Set("Messaging:Store:ConnectionString", redis.ConnectionString);
    }
}

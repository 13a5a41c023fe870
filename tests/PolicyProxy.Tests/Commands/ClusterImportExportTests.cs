using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Commands;

/// <summary>Import and export where the keys are on several servers.</summary>
public sealed class ClusterImportExportTests : CommandTest
{
    [SkippableFact]
    public async Task What_is_imported_into_a_cluster_is_exported_from_all_its_servers()
    {
        await using var cluster = await RedisCluster.StartAsync();
        Save(new GatewaySettings().Set("Messaging:Store:Provider", "Redis").Set("Messaging:Store:ConnectionString", cluster.ConnectionString));
        var time = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() - 60;
        await using var import = Start("import", "-", "--config", ConfigurationFile);
        await import.WriteInputAsync(string.Concat(Enumerable.Range(1, 5000).Select(index => $"messenger,,{index},{time}\n")));
        (await import.WaitForExitAsync(), string.Join('\n', import.Errors)).ShouldBe((0, ""));

        await using var export = Start("export", "--config", ConfigurationFile);
        (await export.WaitForExitAsync(), string.Join('\n', export.Errors)).ShouldBe((0, ""));
        export.Output.Distinct().Count().ShouldBe(5000);
        foreach (var server in cluster.Servers) int.Parse(await server.CommandAsync("DBSIZE"), provider: null).ShouldBeGreaterThan(1000);
    }
}

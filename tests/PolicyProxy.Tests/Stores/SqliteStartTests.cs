using System.Diagnostics;
using System.Net;
using Microsoft.Data.Sqlite;
using PolicyProxy.Stores;
using PolicyProxy.Tests.Commands;
using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace PolicyProxy.Tests.Stores;

/// <summary>A start does not get slower with the number of windows. SqliteCheckTests say why; here it is with a million of them.</summary>
[Collection(SqliteProcessTests.Name)]
public sealed class SqliteStartTests(ITestOutputHelper output) : CommandTest
{
    // Promised are two seconds; the rest is for a machine that does other things as well.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(6);

    private const string Million = """
        INSERT INTO windows
        SELECT 'messenger', '', printf('2538171%010d', value * 7919 % 100000000), $now - value % 80000000, $now + 100000000 + value * 7907 % 80000000
        FROM (WITH RECURSIVE numbers(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM numbers LIMIT 1000000) SELECT value FROM numbers)
        """;

    private string StoreFile => ConfigurationFile + ".windows.db";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_million_windows_are_ready_at_once(bool afterCrash)
    {
        await FillAsync(afterCrash);
        Save(new GatewaySettings().Set("Messaging:Store:ConnectionString", $"Data Source={StoreFile}"));
        var start = Stopwatch.StartNew();
        await using var gateway = await RunAsync();
        using var http = new HttpClient();
        using var ready = await http.GetAsync(new Uri($"{gateway.AdminAddress}/health/ready"));
        var time = start.Elapsed;

        output.WriteLine($"ready after {time.TotalMilliseconds:0} ms");
        ready.StatusCode.ShouldBe(HttpStatusCode.OK);
        time.ShouldBeLessThan(Limit);
    }

    private async Task FillAsync(bool leavesLog)
    {
        var path = leavesLog ? StoreFile + ".original" : StoreFile;
        await SqliteWindowStore.Open($"Data Source={path}", TimeSpan.FromSeconds(1), TimeProvider.System).DisposeAsync();
        await using var raw = new SqliteConnection($"Data Source={path};Pooling=False");
        await raw.OpenAsync();

        // Only what is in the file when the gateway starts matters, not that it would have survived the loss of power before.
        await using (var unsafely = new SqliteCommand("PRAGMA synchronous = OFF", raw)) await unsafely.ExecuteNonQueryAsync();
        await using var fill = new SqliteCommand(Million, raw);
        fill.Parameters.AddWithValue("$now", TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
        (await fill.ExecuteNonQueryAsync()).ShouldBe(1_000_000);
        if (!leavesLog) return;

        // Everything is written once more, into a log that nobody brings into the file any more: as a kill would leave it.
        await using var again = new SqliteCommand("PRAGMA wal_autocheckpoint = 0; UPDATE windows SET last_contact = last_contact + 1", raw);
        await again.ExecuteNonQueryAsync();
        File.Copy(path, StoreFile);
        File.Copy(path + "-wal", StoreFile + "-wal");
    }
}

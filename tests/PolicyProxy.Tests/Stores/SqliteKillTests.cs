using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.Data.Sqlite;
using PolicyProxy.Tests.Commands;
using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace PolicyProxy.Tests.Stores;

/// <summary>
/// The gateway is killed under load, again and again, on the same file. <c>POLICYPROXY_KILL_ROUNDS</c> says how often (5 by default),
/// <c>POLICYPROXY_KILL_SEED</c> repeats the moments of a run.
/// </summary>
[Collection(SqliteProcessTests.Name)]
public sealed class SqliteKillTests(ITestOutputHelper output) : CommandTest
{
    private const int SampleSize = 25;
    private static readonly TimeSpan Window = TimeSpan.FromHours(24);

    private readonly int _rounds = NumberSetting.Read("POLICYPROXY_KILL_ROUNDS") ?? 5;
    private readonly int _seed = NumberSetting.Read("POLICYPROXY_KILL_SEED") ?? Random.Shared.Next();

    [Fact]
    public async Task What_was_acknowledged_before_a_kill_is_there_after_it()
    {
        var random = new Random(_seed);
        var clients = new WritingClients(random);
        var clock = Stopwatch.StartNew();
        for (var round = 0; round <= _rounds; round++)
        {
            await using var upstream = await Upstream.StartAsync();
            Save(Settings(upstream));
            if (random.Next(4) == 0) await KillWhileStartingAsync(random);
            await using var gateway = await RunAsync();
            await CheckAsync(gateway, clients, random, $"seed {_seed}, after {round} of {_rounds} kills");
            if (round == _rounds) break;

            var writing = clients.WriteAsync(gateway.Address);
            await Task.Delay(random.Next(20, 900));
            await gateway.KillAsync();
            await writing;
        }

        var said = string.Create(
            CultureInfo.InvariantCulture,
            $"seed {_seed}: {_rounds} kills in {clock.Elapsed.TotalSeconds:0} s, {clients.Answers.GetValueOrDefault(HttpStatusCode.OK)} webhooks acknowledged");
        output.WriteLine(said);
        clients.Answers.Keys.ShouldBe([HttpStatusCode.OK], said);
    }

    private GatewaySettings Settings(Upstream upstream) => new GatewaySettings()
        .Set("Messaging:Store:ConnectionString", $"Data Source={StoreFile}")
        .Set("ReverseProxy:Clusters:helpdesk:Destinations:1:Address", upstream.Address)
        .Set("ReverseProxy:Clusters:graph:Destinations:1:Address", upstream.Address)
        .Set("Serilog:MinimumLevel:Override:PolicyProxy.Gateway.Telemetry.RequestLog", "Warning");

    private string StoreFile => ConfigurationFile + ".windows.db";

    // The log of the writes before the last kill may be half read then.
    private async Task KillWhileStartingAsync(Random random)
    {
        await using var gateway = Start("--config", ConfigurationFile);
        await Task.Delay(random.Next(900));
    }

    private async Task CheckAsync(GatewayProcess gateway, WritingClients clients, Random random, string told)
    {
        var acknowledged = clients.Acknowledged.ToArray();
        random.Shuffle(acknowledged);
        await CheckSendsAsync(gateway, acknowledged.Take(SampleSize), told);
        CheckFile(acknowledged, told);
    }

    private static async Task CheckSendsAsync(GatewayProcess gateway, IEnumerable<(Conversation Client, long Acknowledged, long Told)> sample, string told)
    {
        using var http = new HttpClient { BaseAddress = new(gateway.Address) };
        foreach (var (client, time, _) in sample)
        {
            using var text = new StringContent(client.Text, Encoding.UTF8, "application/json");
            using var response = await http.PostAsync(client.Path, text);
            var answer = await Answer.ReadAsync(response);
            answer.Verdict.ShouldBe("allowed", told);
            answer.WindowCloses.ShouldNotBeNull(told).ShouldBeGreaterThanOrEqualTo(DateTimeOffset.FromUnixTimeMilliseconds(time) + Window, told);
        }
    }

    // Beside the running gateway: an earlier look would repair what the gateway has to.
    private void CheckFile((Conversation Client, long Acknowledged, long Told)[] acknowledged, string told)
    {
        using var raw = new SqliteConnection($"Data Source={StoreFile};Pooling=False");
        raw.Open();
        using var check = raw.CreateCommand();
        check.CommandText = "PRAGMA integrity_check";
        check.ExecuteScalar().ShouldBe("ok", told);

        using var find = raw.CreateCommand();
        find.CommandText = "SELECT last_contact FROM windows WHERE channel = 'messenger' AND account = '' AND contact = $contact";
        var contact = find.Parameters.Add("$contact", SqliteType.Text);
        foreach (var (client, time, last) in acknowledged)
        {
            contact.Value = client.Contact;
            find.ExecuteScalar().ShouldBeOfType<long>(told).ShouldBeInRange(time, last, told);
        }
    }
}

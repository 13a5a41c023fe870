using System.Text;
using PolicyProxy.Stores;
using PolicyProxy.Tests.Commands;
using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Stores;

/// <summary>A gateway whose file is damaged or out of reach: it does not start, says why, and leaves the file as it is.</summary>
[Collection(SqliteProcessTests.Name)]
public sealed class SqliteDamageTests : CommandTest
{
    private const int Page = 4096;
    private const int Clients = 4000;

    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    private string StoreFile => ConfigurationFile + ".windows.db";

    [Theory]
    [InlineData("garbage")]
    [InlineData("text")]
    [InlineData("truncated")]
    [InlineData("half")]
    [InlineData("first page")]
    [InlineData("page in the middle")]
    [InlineData("zeros in the middle")]
    [InlineData("last page")]
    public async Task A_damaged_file_stops_the_start_and_is_left_as_it_is(string damage)
    {
        await FillAsync(Clients);
        var bytes = Damage(await File.ReadAllBytesAsync(StoreFile), damage);
        await File.WriteAllBytesAsync(StoreFile, bytes);

        (await RefusalAsync()).ShouldEndWith(
            $"The SQLite file '{StoreFile}' is damaged or no SQLite file; it was left as it is. Restore it from a backup, or move it away to "
            + "begin with an empty one, and its -wal file with it.");
        (await File.ReadAllBytesAsync(StoreFile)).ShouldBe(bytes);
    }

    [Fact]
    public async Task A_damaged_file_keeps_the_log_that_a_crash_left()
    {
        await FillAsync(Clients);
        await CrashAsync(async store => await store.RecordAsync([Client(1).RecordAt(Now)]));
        var bytes = Damage(await File.ReadAllBytesAsync(StoreFile), "page in the middle");
        await File.WriteAllBytesAsync(StoreFile, bytes);
        var log = await File.ReadAllBytesAsync(StoreFile + "-wal");

        await RefusalAsync();

        (await File.ReadAllBytesAsync(StoreFile)).ShouldBe(bytes);
        (await File.ReadAllBytesAsync(StoreFile + "-wal")).ShouldBe(log);
    }

    [Theory]
    [InlineData("garbage behind it")]
    [InlineData("cut in the last frame")]
    [InlineData("last frame overwritten")]
    public async Task A_log_with_a_damaged_tail_holds_what_came_before(string damage)
    {
        await CrashAsync(async store =>
        {
            for (var index = 0; index < 50; index++) await store.RecordAsync([Client(index).RecordAt(Now)]);
        });
        var log = await File.ReadAllBytesAsync(StoreFile + "-wal");
        await File.WriteAllBytesAsync(StoreFile + "-wal", DamageTail(log, damage));

        await using var upstream = await Upstream.StartAsync();
        await using var gateway = await StartAsync(upstream);
        for (var index = 0; index < 49; index++) (await SendAsync(gateway, Client(index))).Verdict.ShouldBe("allowed");
    }

    [Fact]
    public async Task A_directory_in_the_files_place_stops_the_start()
    {
        Directory.CreateDirectory(StoreFile);

        var refusal = await RefusalAsync();

        refusal.ShouldContain(StoreFile);
        refusal.ShouldContain("has to be a file that the gateway's user may write to");
    }

    [SkippableFact]
    public async Task A_read_only_file_stops_the_start_and_is_left_as_it_is()
    {
        await FillAsync(1);
        var bytes = await File.ReadAllBytesAsync(StoreFile);
        using var protection = WriteProtection.Of(StoreFile);

        var refusal = await RefusalAsync();

        refusal.ShouldContain(StoreFile);
        refusal.ShouldContain("is read-only; let the gateway's user write to it");
        (await File.ReadAllBytesAsync(StoreFile)).ShouldBe(bytes);
    }

    [SkippableFact]
    public async Task A_read_only_directory_stops_the_start_and_says_what_to_do()
    {
        var directory = Directory.CreateDirectory(ConfigurationFile + ".data").FullName;
        using var protection = WriteProtection.Of(directory);

        var refusal = await RefusalAsync(Path.Combine(directory, "windows.db"));

        refusal.ShouldContain(directory);
        refusal.ShouldContain("let the gateway's user write to its directory");
    }

    [Fact]
    public async Task A_file_that_is_damaged_while_the_gateway_runs_is_trouble_of_the_store_and_never_a_closed_window()
    {
        await FillAsync(Clients);
        await using var upstream = await Upstream.StartAsync();
        await using var gateway = await StartAsync(upstream);
        await using (var file = new FileStream(StoreFile, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            file.Position = Page;
            file.Write(Enumerable.Repeat((byte)0xA5, (int)file.Length - Page).ToArray());
        }

        var reasons = new List<string?>();
        for (var index = 0; index < Clients; index += 100) reasons.Add((await SendAsync(gateway, Client(index))).Reason);

        reasons.ShouldBeSubsetOf(["window-open", "store-unavailable"]);
        reasons.ShouldContain("store-unavailable");
        (await HealthAsync(gateway)).ShouldContain("is damaged");
    }

    private static Conversation Client(int index) => Conversation.Messenger with { Contact = $"2538171900{index:000000}" };

    private static byte[] Damage(byte[] bytes, string damage)
    {
        switch (damage)
        {
            case "garbage": return [.. Enumerable.Range(0, 20_000).Select(index => (byte)(index * 7 + 1))];
            case "text": return Encoding.UTF8.GetBytes("{ \"this\": \"is another file\" }");
            case "truncated": return bytes[..^Page];
            case "half": return bytes[..((bytes.Length / 2) + 100)];
            case "first page": bytes.AsSpan(100, Page - 100).Fill(0xA5); return bytes;
            case "page in the middle": bytes.AsSpan(bytes.Length / Page / 2 * Page, Page).Fill(0xA5); return bytes;
            case "zeros in the middle": bytes.AsSpan(bytes.Length / Page / 2 * Page, Page).Clear(); return bytes;
            default: bytes.AsSpan(bytes.Length - Page).Fill(0xA5); return bytes;
        }
    }

    private static byte[] DamageTail(byte[] log, string damage)
    {
        switch (damage)
        {
            case "garbage behind it": return [.. log, .. Enumerable.Repeat((byte)0xA5, 10_000)];
            case "cut in the last frame": return log[..^1000];
            default: log.AsSpan(log.Length - 1000).Fill(0xA5); return log;
        }
    }

    private static SqliteWindowStore Open(string path) => SqliteWindowStore.Open($"Data Source={path}", TimeSpan.FromSeconds(10), TimeProvider.System);

    private async Task FillAsync(int count)
    {
        await using var store = Open(StoreFile);
        await store.RecordAsync(Enumerable.Range(0, count).Select(index => Client(index).RecordAt(Now)).ToList());
    }

    // What lies on the disk while a store is open is what it would leave behind if its process ended now.
    private async Task CrashAsync(Func<SqliteWindowStore, Task> work)
    {
        var original = StoreFile + ".original";
        if (File.Exists(StoreFile)) File.Move(StoreFile, original);
        await using var store = Open(original);
        await work(store);
        foreach (var ending in new[] { "", "-wal" })
        {
            await using var from = new FileStream(original + ending, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            await using var to = File.Create(StoreFile + ending);
            await from.CopyToAsync(to);
        }
    }

    private async Task<string> RefusalAsync(string? storeFile = null)
    {
        Save(new GatewaySettings().Set("Messaging:Store:ConnectionString", $"Data Source={storeFile ?? StoreFile}"));
        await using var gateway = Start("--config", ConfigurationFile);
        (await gateway.WaitForExitAsync()).ShouldBe(1);
        var error = gateway.Errors.ShouldHaveSingleItem();
        error.ShouldStartWith("The store cannot be opened: ");
        return error;
    }

    private Task<GatewayProcess> StartAsync(Upstream upstream)
    {
        Save(new GatewaySettings().Set("Messaging:Store:ConnectionString", $"Data Source={StoreFile}")
            .Set("ReverseProxy:Clusters:graph:Destinations:1:Address", upstream.Address));
        return RunAsync();
    }

    private static async Task<Answer> SendAsync(GatewayProcess gateway, Conversation client)
    {
        using var http = new HttpClient();
        using var text = new StringContent(client.Text, Encoding.UTF8, "application/json");
        using var response = await http.PostAsync(new Uri(gateway.Address + client.Path), text);
        return await Answer.ReadAsync(response);
    }

    private static async Task<string> HealthAsync(GatewayProcess gateway)
    {
        using var http = new HttpClient();
        using var response = await http.GetAsync(new Uri($"{gateway.AdminAddress}/health/ready"));
        return await response.Content.ReadAsStringAsync();
    }
}

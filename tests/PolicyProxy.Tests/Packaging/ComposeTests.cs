using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Hosting;
using PolicyProxy.Gateway.Configuration;
using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Packaging;

/// <summary>What <c>config/compose.yaml</c> names exists, and fits the gateway's configuration.</summary>
public sealed class ComposeTests
{
    private static readonly JsonObject Compose = YamlFile.Read("config", "compose.yaml").Single();

    private static readonly JsonObject Services = Compose["services"]!.AsObject();

    public static TheoryData<string> Names => new(Services.Select(service => service.Key));

    private static JsonNode Gateway => Services["gateway"]!;

    private static string Balancer => $"{Compose["configs"]!["balancer"]!["content"]}";

    // As the gateway is told, seen from where its container has the directory config.
    private static string Configuration => RepositoryFile.Path(Words(Gateway["command"]!)[1].Split('/'));

    [Fact]
    public void The_variables_set_keys_of_the_configuration_that_the_gateways_run_with() =>
        EnvironmentVariables.ShouldSetKeysOf(Configuration, Gateway["environment"]!.AsObject().Select(pair => (pair.Key, $"{pair.Value}")));

    [Fact]
    public void The_gateways_share_a_store()
    {
        Gateway["deploy"]!["replicas"]!.GetValue<int>().ShouldBe(2);
        RepositoryFile.ParseJson(File.ReadAllText(Configuration))["Messaging"]!["Store"]!["Provider"]!.GetValue<string>().ShouldBe("Redis");
        $"{Gateway["environment"]!["Messaging__Store__ConnectionString"]}".Split(':')[0].ShouldBeOneOf([.. Services.Select(service => service.Key)]);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_service_can_change_nothing_and_gain_no_rights(string name)
    {
        var service = Services[name]!;
        service["read_only"]!.GetValue<bool>().ShouldBeTrue();
        Words(service["cap_drop"]!).ShouldBe(["ALL"]);
        Words(service["security_opt"]!).ShouldBe(["no-new-privileges:true"]);
        $"{service["restart"]}".ShouldBe("unless-stopped");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_a_service_refers_to_is_there(string name)
    {
        var service = Services[name]!;
        Words(service["networks"]!).ShouldBeSubsetOf(Keys("networks"));
        Words(service["secrets"]).ShouldBeSubsetOf(Keys("secrets"));
        Sources(service["configs"], "config").ShouldBeSubsetOf(Keys("configs"));
        Sources(service["volumes"], "volume").ShouldBeSubsetOf(Keys("volumes"));
        foreach (var (other, condition) in service["depends_on"] as JsonObject ?? [])
        {
            $"{condition!["condition"]}".ShouldBe("service_healthy");
            Services[other]!["healthcheck"].ShouldNotBeNull();
        }
    }

    [Fact]
    public void The_gateways_have_data_and_tmp_to_write_to_and_their_secrets_to_read()
    {
        var mounts = Gateway["volumes"]!.AsArray().Where(mount => mount!["read_only"] is null).Select(mount => $"{mount!["target"]}");
        mounts.Concat(Words(Gateway["tmpfs"]).Select(mount => mount.Split(':')[0])).ShouldBe(["/app/data", "/tmp"]);
        Gateway["environment"]!.AsObject().Select(pair => $"{pair.Value}").Where(value => value.StartsWith("/run/secrets/", StringComparison.Ordinal))
            .Select(value => value["/run/secrets/".Length..]).ShouldBe(Words(Gateway["secrets"]), ignoreOrder: true);
    }

    [Fact]
    public void The_health_check_asks_where_the_administrator_s_listener_is()
    {
        var words = Words(Gateway["healthcheck"]!["test"]!);
        var configured = RepositoryFile.ParseJson(File.ReadAllText(Configuration))["Admin"]?["Url"]?.GetValue<string>();
        words[^1].ShouldBe(configured ?? new AdminOptions().Url);
        words[1..^2].ShouldBe(["dotnet", "/app/policyproxy.dll", "healthcheck"]);
    }

    [Fact]
    public void One_port_leads_by_the_balancer_to_where_the_gateways_listen()
    {
        var port = new Uri($"{RepositoryFile.ParseJson(File.ReadAllText(Configuration))["Kestrel"]!["Endpoints"]!["Proxy"]!["Url"]}".Replace('*', 'x')).Port;
        Services.Where(service => service.Value!["ports"] is not null).Select(service => service.Key).ShouldBe(["balancer"]);
        Words(Services["balancer"]!["ports"]).ShouldBe([$"{port}:{port}"]);
        Balancer.ShouldContain($"bind :{port}\n");
        Balancer.ShouldContain($" gateway:{port} ");
    }

    [Fact]
    public void Requests_in_flight_have_the_time_that_the_gateway_gives_them()
    {
        var seconds = int.Parse($"{Gateway["stop_grace_period"]}".TrimEnd('s'), CultureInfo.InvariantCulture);
        TimeSpan.FromSeconds(seconds).ShouldBeGreaterThan(new HostOptions().ShutdownTimeout);
    }

    [SkippableFact]
    public async Task Redis_takes_its_options_and_keeps_what_it_is_given()
    {
        await using var redis = await RedisServer.StartAsync(null, Words(Services["redis"]!["command"]!)[1..]);
        (await redis.CommandAsync("CONFIG", "GET", "maxmemory-policy")).ShouldEndWith("noeviction");
        (await redis.CommandAsync("CONFIG", "GET", "appendonly")).ShouldEndWith("yes");
        $"{Services["redis"]!["volumes"]![0]!["target"]}".ShouldBe("/data");
    }

    [SkippableFact]
    public async Task The_balancer_takes_its_configuration()
    {
        using var directory = new TestDirectory();
        await File.WriteAllTextAsync(directory.File("haproxy.cfg"), Balancer);
        Skip.IfNot(File.Exists("/usr/sbin/haproxy"), "No HAProxy to ask (Debian: apt-get install haproxy).");
        using var check = Process.Start(new ProcessStartInfo("/usr/sbin/haproxy", ["-c", "-f", directory.File("haproxy.cfg")]) { RedirectStandardError = true })!;
        var said = await check.StandardError.ReadToEndAsync();
        await check.WaitForExitAsync();
        check.ExitCode.ShouldBe(0, said);
    }

    private static string[] Words(JsonNode? list) => [.. (list as JsonArray ?? []).Select(word => $"{word}")];

    private static IEnumerable<string> Keys(string section) => Compose[section]!.AsObject().Select(pair => pair.Key);

    private static IEnumerable<string> Sources(JsonNode? list, string type) =>
        (list as JsonArray ?? []).Where(entry => $"{entry!["type"] ?? type}" == type).Select(entry => $"{entry!["source"]}");
}

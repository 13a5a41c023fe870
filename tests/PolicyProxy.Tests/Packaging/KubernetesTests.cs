using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Hosting;
using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Packaging;

/// <summary>The parts of <c>config/kubernetes.yaml</c> fit each other and the gateway, which runs with the configuration in it.</summary>
public sealed class KubernetesTests
{
    private static readonly IReadOnlyList<JsonObject> Documents = YamlFile.Read("config", "kubernetes.yaml");

    private static readonly string[] Probes = ["startupProbe", "readinessProbe", "livenessProbe"];

    private static string Configuration => $"{Of("ConfigMap")["data"]!["policyproxy.json"]}";

    private static JsonNode Pod => Of("Deployment")["spec"]!["template"]!["spec"]!;

    private static JsonNode Container => Pod["containers"]!.AsArray().ShouldHaveSingleItem()!;

    [Fact]
    public void The_configuration_is_right_by_the_schema() =>
        ConfigurationSchema.Problems(RepositoryFile.ParseJson(Configuration)).ShouldBeEmpty();

    [Fact]
    public void While_a_secret_is_empty_no_gateway_starts_and_the_error_names_it()
    {
        using var directory = new TestDirectory();
        var secrets = Of("Secret")["stringData"]!.AsObject();
        var errors = ConfigurationErrors.Of(Configuration, [.. SecretFiles(directory, name => $"{secrets[name]}"), ("Admin:ApiKey", $"{secrets["admin-api-key"]}")]);

        errors.Count.ShouldBe(secrets.Count);
        errors.ShouldContain(error => error.StartsWith("Admin:ApiKey: is missing", StringComparison.Ordinal));
        foreach (var (name, _) in ChannelsByName) errors.ShouldContain(error => error.StartsWith($"Messaging:Channels:{name}:AppSecretFiles:", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task With_its_secrets_the_gateway_runs_and_answers_the_probes()
    {
        await using var redis = await RedisServer.StartAsync();
        using var directory = new TestDirectory();
        var client = Conversation.WhatsApp;
        await using var gateway = await ShippedGateway.StartAsync(
            Configuration,
            [("Messaging:Store:ConnectionString", redis.ConnectionString), ("Admin:ApiKey", "key"), .. SecretFiles(directory, _ => client.Secret)]);

        await gateway.ClientWritesAsync("/webhooks/meta", client);
        (await gateway.SendAsync(client.Path, client.Text)).Reason.ShouldBe("window-open");
        foreach (var probe in Probes) (await gateway.AdminAsync($"{Container[probe]!["httpGet"]!["path"]}")).Status.ShouldBe(200);
    }

    [Fact]
    public void Ports_are_those_that_the_configuration_listens_on()
    {
        var file = RepositoryFile.ParseJson(Configuration);
        var ports = Container["ports"]!.AsArray().ToDictionary(port => $"{port!["name"]}", port => port!["containerPort"]!.GetValue<int>());
        ports["proxy"].ShouldBe(PortOf(file["Kestrel"]!["Endpoints"]!["Proxy"]!["Url"]!));
        ports["admin"].ShouldBe(PortOf(file["Admin"]!["Url"]!));

        foreach (var probe in Probes) $"{Container[probe]!["httpGet"]!["port"]}".ShouldBe("admin");
        Of("Service")["spec"]!["ports"]!.AsArray().Select(port => $"{port!["targetPort"]}").ShouldBe(["proxy"]);
    }

    [Fact]
    public void Every_secret_is_where_the_gateway_looks_for_it()
    {
        var secrets = Of("Secret")["stringData"]!.AsObject().Select(pair => pair.Key);
        var volume = Pod["volumes"]!.AsArray().Single(volume => $"{volume!["name"]}" == "secrets")!["secret"]!;
        var mount = Mount("secrets");
        var files = volume["items"]!.AsArray().ToDictionary(item => $"{mount["mountPath"]}/{item!["path"]}", item => $"{item!["key"]}");
        files.Keys.ShouldBe(ChannelsByName.Select(channel => $"{channel.Value!["AppSecretFiles"]![0]}"), ignoreOrder: true);

        var variable = Container["env"]!.AsArray().ShouldHaveSingleItem()!;
        $"{variable["name"]}".ShouldBe("Admin__ApiKey");
        files.Values.Append($"{variable["valueFrom"]!["secretKeyRef"]!["key"]}").ShouldBe(secrets, ignoreOrder: true);
        new[] { $"{volume["secretName"]}", $"{variable["valueFrom"]!["secretKeyRef"]!["name"]}" }.ShouldAllBe(name => name == Name(Of("Secret")));
    }

    [Fact]
    public void The_configuration_is_where_the_gateway_looks_for_it()
    {
        $"{Mount("config")["mountPath"]}".ShouldBe("/app/config");
        var volume = Pod["volumes"]!.AsArray().Single(volume => $"{volume!["name"]}" == "config")!;
        $"{volume["configMap"]!["name"]}".ShouldBe(Name(Of("ConfigMap")));
    }

    [Fact]
    public void The_gateway_is_nobody_and_can_write_to_data_and_tmp_only()
    {
        var user = Pod["securityContext"]!;
        (user["runAsNonRoot"]!.GetValue<bool>(), user["runAsUser"]!.GetValue<int>(), user["fsGroup"]!.GetValue<int>()).ShouldBe((true, 1654, 1654));
        var rights = Container["securityContext"]!;
        (rights["readOnlyRootFilesystem"]!.GetValue<bool>(), rights["allowPrivilegeEscalation"]!.GetValue<bool>()).ShouldBe((true, false));
        rights["capabilities"]!["drop"]!.AsArray().Select(right => $"{right}").ShouldBe(["ALL"]);
        Container["volumeMounts"]!.AsArray().Where(mount => mount!["readOnly"] is null).Select(mount => $"{mount!["mountPath"]}").ShouldBe(["/app/data", "/tmp"]);
    }

    [Fact]
    public void Requests_in_flight_have_the_time_that_the_gateway_gives_them()
    {
        var pause = int.Parse($"{Container["lifecycle"]!["preStop"]!["exec"]!["command"]![1]}", CultureInfo.InvariantCulture);
        var most = TimeSpan.FromSeconds(Pod["terminationGracePeriodSeconds"]!.GetValue<int>());
        most.ShouldBeGreaterThan(new HostOptions().ShutdownTimeout + TimeSpan.FromSeconds(pause));
    }

    [Fact]
    public void One_gateway_is_always_there()
    {
        var labels = Of("Deployment")["spec"]!["template"]!["metadata"]!["labels"]!;
        JsonNode[] selectors =
        [
            Of("Deployment")["spec"]!["selector"]!["matchLabels"]!, Of("Service")["spec"]!["selector"]!, Of("PodDisruptionBudget")["spec"]!["selector"]!["matchLabels"]!,
        ];
        foreach (var selector in selectors) JsonNode.DeepEquals(selector, labels).ShouldBeTrue();
        Of("PodDisruptionBudget")["spec"]!["minAvailable"]!.GetValue<int>().ShouldBeLessThan(Of("Deployment")["spec"]!["replicas"]!.GetValue<int>());
    }

    private static IEnumerable<KeyValuePair<string, JsonNode?>> ChannelsByName => RepositoryFile.ParseJson(Configuration)["Messaging"]!["Channels"]!.AsObject();

    private static JsonObject Of(string kind) => Documents.Single(document => $"{document["kind"]}" == kind);

    private static string Name(JsonObject document) => $"{document["metadata"]!["name"]}";

    private static JsonNode Mount(string name) => Container["volumeMounts"]!.AsArray().Single(mount => $"{mount!["name"]}" == name)!;

    private static int PortOf(JsonNode url) => new Uri($"{url}".Replace('*', 'x')).Port;

    // The files are mounted where the gateway runs; here they are elsewhere.
    private static (string Key, string Value)[] SecretFiles(TestDirectory directory, Func<string, string> content) =>
    [
        .. ChannelsByName.Select(channel =>
        {
            var name = Path.GetFileName($"{channel.Value!["AppSecretFiles"]![0]}");
            File.WriteAllText(directory.File(name), content(name));
            return ($"Messaging:Channels:{channel.Key}:AppSecretFiles:0", directory.File(name));
        }),
    ];
}

using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using PolicyProxy.Gateway.Commands;
using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Packaging;

/// <summary>The container's image is made of what there is, and the gateway lives in it: not root, and hardly anything to write to.</summary>
public sealed partial class ContainerTests
{
    // $1: the gateway's files, $2: a directory for config and data; the rest: the gateway's arguments. As in the image, /tmp and data can
    // be written to by the image's user, and nothing else by anybody.
    private const string ReadOnly = """
        exec unshare --mount /bin/sh -ec '
            chmod 755 "$2" && chown 1654:1654 "$2/data"
            mount --make-rprivate /
            mount -t tmpfs tmpfs /mnt
            mkdir /mnt/app /mnt/gateway
            mount --bind "$1" /mnt/app
            mount --bind "$2" /mnt/gateway
            mount --bind "$2/data" /mnt/gateway/data
            mount -t tmpfs -o mode=1777 tmpfs /tmp
            mount -t tmpfs -o ro tmpfs /dev/shm
            for place in /mnt/app /mnt/gateway /mnt /; do mount -o remount,bind,ro "$place"; done
            for place in /mnt/app /mnt/gateway / /var/tmp /dev/shm; do if touch "$place/probe" 2>/dev/null; then exit 9; fi; done
            shift 2
            cd /mnt/gateway
            exec setpriv --reuid 1654 --regid 1654 --clear-groups --no-new-privs --bounding-set=-all \
                env HOME=/ BUDGET dotnet /mnt/app/policyproxy.dll "$@"' sh "$@"
        """;

    private static readonly string Image = RepositoryFile.Read("Dockerfile");

    private static string Budget => BudgetSetting().Match(Image).Groups[1].Value;

    [SkippableTheory]
    [InlineData("Sqlite")]
    [InlineData("Redis")]
    public async Task As_another_user_with_nothing_else_to_write_to_it_does_all_its_work(string provider)
    {
        Skip.IfNot(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Only root can make the file system read-only for a process.");
        await using var redis = await RedisServer.StartAsync();
        await using var upstream = await Upstream.StartAsync();
        using var directory = new TestDirectory();
        Directory.CreateDirectory(directory.File("data"));
        File.WriteAllText(directory.File("policyproxy.json"), new GatewaySettings()
            .Set("Messaging:Store:Provider", provider)
            .Set("Messaging:Store:ConnectionString", provider == "Redis" ? redis.ConnectionString : "Data Source=data/windows.db")
            .Set("ReverseProxy:Clusters:graph:Destinations:1:Address", upstream.Address)
            .Set("ReverseProxy:Clusters:helpdesk:Destinations:1:Address", upstream.Address)
            .ToJson());
        var built = RepositoryFile.Path("src", "PolicyProxy.Gateway", "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0");
        await using var gateway = await GatewayProcess.RunUnderAsync(
            ReadOnly.Replace("BUDGET", Budget), directory.Path, built, directory.Path, "--config", "policyproxy.json");
        using var client = new GatewayClient();

        (await client.AdminAsync(gateway, "/health/ready")).Text.ShouldContain("\"status\":\"ready\"");
        (await client.ClientWritesAsync(gateway, Conversation.WhatsApp, TimeProvider.System.GetUtcNow())).Status.ShouldBe(200);
        (await client.SendAsync(gateway, Conversation.WhatsApp)).Reason.ShouldBe("window-open");

        // So long a body lies in /tmp while it is judged.
        var body = Encoding.UTF8.GetBytes(Conversation.WhatsApp.Text.Replace("Hello", new string('x', 3 * 1024 * 1024), StringComparison.Ordinal));
        (await client.PostAsync(gateway.Address + Conversation.WhatsApp.Path, body)).Reason.ShouldBe("window-open");
        upstream.Requests.Last().Body.Length.ShouldBe(body.Length);

        gateway.Terminate();
        (await gateway.WaitForExitAsync()).ShouldBe(0);
        gateway.Errors.ShouldBeEmpty();
        gateway.Output.ShouldNotContain(line => line.Contains(" WRN ", StringComparison.Ordinal) || line.Contains(" ERR ", StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_copied_into_the_image_exists_and_is_not_kept_from_it()
    {
        var ignored = RepositoryFile.Read(".dockerignore").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var copied = Copies().Matches(Image).SelectMany(line => line.Groups[1].Value.Split(' ')[..^1]).ToList();
        copied.ShouldContain("src");
        foreach (var source in copied)
        {
            Path.Exists(RepositoryFile.Path(source)).ShouldBeTrue($"{source} does not exist.");
            ignored.ShouldNotContain(source.Split('/')[0]);
        }
    }

    [Fact]
    public void Every_project_of_the_gateway_is_restored_in_a_layer_of_its_own()
    {
        var projects = Directory.GetFiles(RepositoryFile.Path("src"), "*.csproj", SearchOption.AllDirectories);
        foreach (var project in projects)
            Image[..Image.IndexOf("RUN dotnet restore", StringComparison.Ordinal)].ShouldContain($"/{Path.GetFileName(project)} ");
    }

    [Fact]
    public void Between_collections_64_MB_are_allocated() =>
        long.Parse(Budget["DOTNET_GCgen0size=0x".Length..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture).ShouldBe(64 * 1024 * 1024);

    [Fact]
    public void The_health_check_asks_where_the_shipped_configuration_listens()
    {
        Image.ShouldContain("CMD [\"dotnet\", \"/app/policyproxy.dll\", \"healthcheck\"]\n");
        HealthcheckCommand.Configured(RepositoryFile.Path("config", "policyproxy.json"), new Dictionary<string, string?>())
            .ShouldBe((new Uri(RepositoryFile.ReadJson("config", "policyproxy.json")["Admin"]!["Url"]!.GetValue<string>()), null));
    }

    [GeneratedRegex("^ENV (DOTNET_GCgen0size=0x[0-9A-F]+)$", RegexOptions.Multiline)]
    private static partial Regex BudgetSetting();

    [GeneratedRegex("^COPY (?!--from)(.+)$", RegexOptions.Multiline)]
    private static partial Regex Copies();
}

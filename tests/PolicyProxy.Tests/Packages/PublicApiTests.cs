using System.Reflection;
using PolicyProxy.Platforms;
using PolicyProxy.Stores;
using PolicyProxy.Tests.Infrastructure;
using PolicyProxy.Yarp;
using PublicApiGenerator;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Packages;

/// <summary>What a package shows to hosts changes on purpose only: it is written down, one file a package.</summary>
public sealed class PublicApiTests
{
    private const string Renew = "POLICYPROXY_RENEW_API=1 dotnet test tests/PolicyProxy.Tests --filter FullyQualifiedName~PublicApiTests";

    private static readonly ApiGeneratorOptions Options = new() { IncludeAssemblyAttributes = false, DenyNamespacePrefixes = [] };

    public static TheoryData<string> Packages => ["PolicyProxy.Core", "PolicyProxy.Stores", "PolicyProxy.Yarp"];

    [Theory]
    [MemberData(nameof(Packages))]
    public void What_a_package_shows_is_what_is_written_down(string package)
    {
        var file = RepositoryFile.Path("tests", "PolicyProxy.Tests", "Packages", $"{package}.api.txt");
        var shown = $"{Of(package).GeneratePublicApi(Options).ReplaceLineEndings("\n")}\n";
        if (Environment.GetEnvironmentVariable("POLICYPROXY_RENEW_API") == "1") File.WriteAllText(file, shown);

        var (now, written) = (shown.Split('\n'), File.ReadAllText(file).Split('\n'));
        var difference = written.Except(now).Select(line => $"- {line.Trim()}").Concat(now.Except(written).Select(line => $"+ {line.Trim()}"));
        string.Join('\n', written).ShouldBe(shown, $"What {package} shows to hosts has changed:\n{string.Join('\n', difference)}\nIf that is meant, write it down anew: {Renew}");
    }

    private static Assembly Of(string package) => package switch
    {
        "PolicyProxy.Core" => typeof(IPlatform).Assembly,
        "PolicyProxy.Stores" => typeof(WindowStoreExtensions).Assembly,
        _ => typeof(MessagingPolicyExtensions).Assembly,
    };
}

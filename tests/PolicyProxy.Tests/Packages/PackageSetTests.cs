using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Packages;

/// <summary>The code compiles with either set of packages, where the feed has both.</summary>
public sealed class PackageSetTests
{
    [SkippableFact]
    public async Task The_gateway_compiles_with_the_newest_packages()
    {
        using var directory = new TestDirectory();
        // What analyzers say of the code does not depend on the packages, and is said where everything is built.
        var (exitCode, output) = await DotnetCommand.RunAsync(
            RepositoryFile.Path(), null, "build", "src/PolicyProxy.Gateway", "--artifacts-path", directory.Path, "-p:PackageSet=latest",
            "-p:RunAnalyzers=false", "-p:GenerateDocumentationFile=false", "-p:UseSharedCompilation=false", "-nodeReuse:false");
        Skip.If(exitCode != 0 && output.Contains("error NU110", StringComparison.Ordinal), output);
        exitCode.ShouldBe(0, output);
        File.Exists(directory.File("bin", "PolicyProxy.Gateway", "debug", "Serilog.AspNetCore.dll")).ShouldBeTrue(output);
    }

    [Fact]
    public async Task A_set_that_is_not_there_is_an_error_that_names_those_that_are()
    {
        using var directory = new TestDirectory();
        var (exitCode, output) = await DotnetCommand.RunAsync(
            RepositoryFile.Path(), null, "restore", "src/PolicyProxy.Stores", "--artifacts-path", directory.Path, "-p:PackageSet=newest", "-nodeReuse:false");
        exitCode.ShouldNotBe(0);
        output.ShouldContain("PackageSet: \"newest\" is not right; feed or latest belongs here.");
    }
}

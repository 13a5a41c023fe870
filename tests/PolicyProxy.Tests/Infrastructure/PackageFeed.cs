using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Infrastructure;

/// <summary>The packages, packed from what these tests run into a feed of their own, and hosts that are built from them.</summary>
public sealed class PackageFeed : IAsyncLifetime, IDisposable
{
    private const string Hashing = "system.io.hashing";

    private readonly TestDirectory _directory = new();

    private static string Configuration => new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    /// <summary>The packages that were packed.</summary>
    public IEnumerable<string> Packages => Directory.EnumerateFiles(Feed);

    private string Feed => _directory.File("feed");

    // Not the one that everything else on this machine is restored into: what is in that comes from no feed any more.
    private string RestoredPackages => _directory.File("packages");

    public async Task InitializeAsync()
    {
        Directory.CreateDirectory(Feed);
        var (exitCode, output) = await DotnetCommand.RunAsync(
            RepositoryFile.Path(), RestoredPackages, "pack", "PolicyProxy.sln", "--no-build", "--configuration", Configuration, "--output", Feed);
        exitCode.ShouldBe(0, output);
    }

    /// <summary>Builds a host of the repository's tests from the packages and the feeds that this machine has.</summary>
    /// <returns>The host's directory.</returns>
    public async Task<string> BuildAsync(string host)
    {
        var directory = Copy(host, host);
        await File.WriteAllTextAsync(Path.Combine(directory, "nuget.config"), Sources($"""<add key="packed" value="{Feed}" />"""));
        var (exitCode, output) = await BuildAsync(directory, RestoredPackages);
        exitCode.ShouldBe(0, output);
        return directory;
    }

    /// <summary>Builds a host once more where no feed has System.IO.Hashing.</summary>
    /// <param name="host">The host, which has been built where there is one.</param>
    /// <param name="lines">What is added to its project file.</param>
    /// <returns>The host's directory, and what was said about it.</returns>
    public async Task<(string Directory, int ExitCode, string Output)> BuildWithoutHashingAsync(string host, string lines)
    {
        var name = $"without-{(lines.Length == 0 ? "lines" : "hashing")}";
        var lean = Directory.CreateDirectory(_directory.File($"{name}-feed")).FullName;
        foreach (var package in Directory.EnumerateFiles(RestoredPackages, "*.nupkg", SearchOption.AllDirectories).Where(package => !package.Contains(Hashing, StringComparison.Ordinal)))
            File.Copy(package, Path.Combine(lean, Path.GetFileName(package)));

        var directory = Copy(host, name);
        var project = Directory.EnumerateFiles(directory, "*.csproj").Single();
        await File.WriteAllTextAsync(project, (await File.ReadAllTextAsync(project)).Replace("</Project>", $"<ItemGroup>{lines}</ItemGroup></Project>", StringComparison.Ordinal));
        await File.WriteAllTextAsync(Path.Combine(directory, "nuget.config"), Sources($"""<clear /><add key="lean" value="{lean}" />"""));
        var (exitCode, output) = await BuildAsync(directory, _directory.File($"{name}-packages"));
        return (directory, exitCode, output);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _directory.Dispose();

    private static string Sources(string sources) => $"<configuration><packageSources>{sources}</packageSources></configuration>";

    private static Task<(int ExitCode, string Output)> BuildAsync(string directory, string packages) =>
        DotnetCommand.RunAsync(directory, packages, "build", "--configuration", "Release", "--output", "built", "-nodeReuse:false", "-p:UseSharedCompilation=false");

    private string Copy(string host, string name)
    {
        var directory = Directory.CreateDirectory(_directory.File(name)).FullName;
        foreach (var file in Directory.EnumerateFiles(RepositoryFile.Path("tests", host)))
            File.Copy(file, Path.Combine(directory, Path.GetFileName(file)));
        return directory;
    }
}

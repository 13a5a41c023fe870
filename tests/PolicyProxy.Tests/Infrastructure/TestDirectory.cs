namespace PolicyProxy.Tests.Infrastructure;

/// <summary>A directory of the test's own, gone afterwards.</summary>
internal sealed class TestDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("policyproxy-test-").FullName;

    /// <summary>The path of a file in it.</summary>
    public string File(params string[] names) => System.IO.Path.Combine([Path, .. names]);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

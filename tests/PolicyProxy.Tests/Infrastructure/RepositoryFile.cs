namespace PolicyProxy.Tests.Infrastructure;

/// <summary>A file of the repository that these tests are built from.</summary>
internal static class RepositoryFile
{
    private static readonly string Root = Find(new(AppContext.BaseDirectory));

    public static string Path(params string[] names) => System.IO.Path.Combine([Root, .. names]);

    public static string Read(params string[] names) => File.ReadAllText(Path(names));

    private static string Find(DirectoryInfo directory) =>
        File.Exists(System.IO.Path.Combine(directory.FullName, "PolicyProxy.sln"))
            ? directory.FullName
            : Find(directory.Parent ?? throw new InvalidOperationException("The tests do not run inside the repository."));
}

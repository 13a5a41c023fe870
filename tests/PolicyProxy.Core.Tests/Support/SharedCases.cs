using Xunit;

namespace PolicyProxy.Core.Tests.Support;

/// <summary>Test data that is kept beside the repository, in <c>shared/cases</c>, where it is there at all.</summary>
internal static class SharedCases
{
    private static readonly string? Root = Find();

    /// <summary>A path under the directory; skips the test when there is none.</summary>
    public static string Path(params string[] parts)
    {
        Skip.If(Root is null, "shared/cases is not there beside the repository");
        var path = System.IO.Path.Combine([Root!, .. parts]);
        Skip.IfNot(System.IO.Path.Exists(path), $"shared/cases holds no {string.Join('/', parts)}");
        return path;
    }

    private static string? Find()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (!File.Exists(System.IO.Path.Combine(directory.FullName, "PolicyProxy.sln"))) continue;
            var cases = System.IO.Path.Combine(directory.FullName, "..", "shared", "cases");
            return Directory.Exists(cases) ? cases : null;
        }

        return null;
    }
}

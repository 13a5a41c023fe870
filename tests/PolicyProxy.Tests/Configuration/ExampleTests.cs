using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Configuration;

/// <summary>The examples are whole configurations that editors and the gateway take, and the README lists them.</summary>
public sealed class ExampleTests
{
    public static TheoryData<string> Names => new(Files.Select(file => Path.GetFileName(file)));

    private static string Folder => RepositoryFile.Path("config", "examples");

    private static IEnumerable<string> Files => Directory.GetFiles(Folder).Order(StringComparer.Ordinal);

    [Theory]
    [MemberData(nameof(Names))]
    public void An_editor_finds_the_schema_and_nothing_wrong_by_it(string name)
    {
        var example = RepositoryFile.ReadJson("config", "examples", name);
        var schema = example["$schema"]!.GetValue<string>();

        Path.GetFullPath(Path.Combine(Folder, schema)).ShouldBe(RepositoryFile.Path("config", "policyproxy.schema.json"));
        ConfigurationSchema.Problems(example).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_gateway_finds_nothing_wrong(string name) =>
        ConfigurationErrors.Of(RepositoryFile.Read("config", "examples", name)).ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Names))]
    public void It_says_first_what_it_is_for(string name) =>
        RepositoryFile.Read("config", "examples", name).ShouldStartWith("// ");

    [Fact]
    public void The_README_lists_every_example() =>
        new MarkdownFile(RepositoryFile.Read("README.md")).Rows("example", "for").Select(row => row[0])
            .ShouldBe(Files.Select(file => Path.GetFileName(file)), ignoreOrder: true);
}

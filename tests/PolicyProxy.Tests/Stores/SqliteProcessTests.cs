using Xunit;

namespace PolicyProxy.Tests.Stores;

/// <summary>Tests that load or time a gateway process: after the others and one at a time, so that neither disturbs the other.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class SqliteProcessTests
{
    public const string Name = "SQLite processes";
}

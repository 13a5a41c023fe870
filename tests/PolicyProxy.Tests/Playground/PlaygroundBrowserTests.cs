using PolicyProxy.Tests.Infrastructure;
using Xunit;

namespace PolicyProxy.Tests.Playground;

/// <summary>The tests of the playground's page, which have a browser beside the dashboard's, so that the two need not wait for one another.</summary>
[CollectionDefinition(Name)]
public sealed class PlaygroundBrowserTests : ICollectionFixture<SharedBrowser>
{
    public const string Name = "Playground browser";
}

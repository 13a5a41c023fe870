using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Playground;

/// <summary>The story in the terminal: the policy's rules, checked one by one against the simulated platform's records.</summary>
public sealed class StoryTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly TestDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [SkippableFact]
    public async Task Every_rule_holds()
    {
        RedisRequired.SkipUnless(RedisServer.IsInstalled);
        await using var story = GatewayProcess.StartPlayground(_directory.Path, ["--story"]);

        (await story.WaitForExitAsync(Patience)).ShouldBe(0, string.Join('\n', story.Output.Concat(story.Errors)));
        story.Output[^1].ShouldMatch("^All [1-9][0-9] checks hold\\.$");
        for (var rule = 1; rule <= 6; rule++) story.Output.ShouldContain(line => line.StartsWith($"Rule {rule}. ", StringComparison.Ordinal));
        story.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_rule_holds_without_Redis()
    {
        await using var story = GatewayProcess.StartPlayground(_directory.Path, ["--story"], NoRedis);

        (await story.WaitForExitAsync(Patience)).ShouldBe(0, string.Join('\n', story.Output.Concat(story.Errors)));
        story.Output.ShouldContain(line => line.Contains("Left out: there is no redis-server on PATH"));
    }

    [Fact]
    public async Task A_gateway_that_only_observes_breaks_the_rules_and_the_story_says_which()
    {
        await using var story = GatewayProcess.StartPlayground(_directory.Path, ["--story", "--observe"], NoRedis);

        (await story.WaitForExitAsync(Patience)).ShouldBe(1);
        var wrong = story.Output.Where(line => line.StartsWith("  WRONG  ", StringComparison.Ordinal)).ToList();
        wrong.ShouldContain(line => line.Contains("WhatsApp: an agent writes to a client who never wrote") && line.Contains("it reached the platform"));
        wrong.ShouldContain(line => line.Contains("Messenger: the agent answers too late"));
        wrong.ShouldContain(line => line.Contains("Instagram: ") && line.Contains("it had to refuse some"));
        story.Output.ShouldContain("  ok     WhatsApp: the agent answers at once: delivered");
        story.Output[^1].ShouldEndWith(" checks do not hold.");
    }

    // The shell's own programs are elsewhere; the runtime is found by its directory.
    private static (string Name, string Value) NoRedis => ("PATH", "/nonexistent");
}

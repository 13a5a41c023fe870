using System.Text;
using PolicyProxy.Core.Tests.Platforms;
using PolicyProxy.Core.Tests.Support;
using PolicyProxy.Platforms;
using PolicyProxy.Policy;
using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Platforms;

/// <summary>A description that is shipped holds to what every platform does. The first of its fixtures is the text of a client.</summary>
public abstract class ProfileContract(string name, string file) : PlatformContract
{
    private readonly DescribedPlatform _described = DescribedPlatform.File(name, file);

    protected sealed override string Name => name;

    protected override string TextWebhook => Encoding.UTF8.GetString(Fixture.All(name)[0].ReadBody());

    protected override string TextSend => SendFixture.All(name)[0].Text;

    protected override OutsideWindowKind[] OutsideWindowKinds => [OutsideWindowKind.Template];

    protected override string ContentType => "application/json";

    /// <summary>The status of the answer to a send outside the window.</summary>
    protected virtual int ClosedStatus => 400;

    /// <summary>What its body begins with.</summary>
    protected abstract string ClosedBody { get; }

    private protected sealed override IPlatform Platform => _described.Platform;

    private protected sealed override OutboundSend Send() => _described.Read(SendFixture.All(name)[0].Path, TextSend, SendFixture.All(name)[0].ContentType)?.Send ?? throw new InvalidOperationException("There is no send.");

    [Fact]
    public void Every_fixture_opens_what_the_manifest_says()
    {
        foreach (var fixture in Fixture.All(name)) ShouldOpenWhatTheManifestSays(fixture.File);
    }

    [Fact]
    public void Every_send_is_read_as_the_manifest_says()
    {
        foreach (var send in SendFixture.All(name)) _described.Send(send.Path, send.Text, send.ContentType).ShouldBe(send.Reads, $"{send.File}: {send.Note}");
    }

    [Fact]
    public void Every_send_is_in_the_manifest_and_links_to_the_documentation()
    {
        SendFixture.FilesOf(name).ShouldBe(SendFixture.All(name).Select(send => send.File), ignoreOrder: true);
        SendFixture.All(name).ShouldAllBe(send => Uri.IsWellFormedUriString(send.Documentation, UriKind.Absolute));
    }

    [Fact]
    public void The_readme_has_its_row() => RepositoryFile.Read("README.md").ShouldContain($"| `{name}`, `{file}` |");

    [Fact]
    public void A_closed_answer_has_the_platforms_own_shape()
    {
        var answer = Word(AnswerKind.NotDelivered);
        answer.Status.ShouldBe(ClosedStatus);
        Encoding.UTF8.GetString(answer.Body.Span).ShouldStartWith(ClosedBody, Case.Sensitive);
    }

    [Fact]
    public void The_schema_takes_it() => ConfigurationSchema.Problems(RepositoryFile.ReadJson("config", "platforms", file)).ShouldBeEmpty();
}

using System.Buffers;
using System.Text;
using System.Text.Json;
using PolicyProxy.Core.Tests.Support;
using PolicyProxy.Platforms;
using PolicyProxy.Policy;
using Shouldly;
using Xunit;

namespace PolicyProxy.Core.Tests.Platforms;

/// <summary>What every platform holds to, built in or described in JSON. A platform's own class gives the examples.</summary>
public abstract class PlatformContract
{
    protected const string Cause = "the reply window of 24 hours after the client's last message has closed";
    protected const string ForAgent = "The client last wrote 25 hours ago, so this message was not delivered.";
    protected const string TraceId = "4bf92f3577b34da6";

    // Five minutes after the client acts in the examples.
    private static readonly DateTimeOffset Received = new(2026, 11, 22, 8, 5, 0, TimeSpan.Zero);

    protected abstract string Name { get; }

    /// <summary>A webhook with one text from <see cref="Contact"/> to <see cref="Account"/>.</summary>
    protected abstract string TextWebhook { get; }

    /// <summary>A send of one text to <see cref="Contact"/>.</summary>
    protected abstract string TextSend { get; }

    /// <summary>The business side; null where a webhook does not say.</summary>
    protected abstract string? Account { get; }

    protected abstract string Contact { get; }

    protected abstract bool WindowIsPerAccount { get; }

    protected virtual bool HasSeveralIds => false;

    protected virtual bool CanExtendWindow => false;

    protected abstract OutsideWindowKind[] OutsideWindowKinds { get; }

    protected virtual string ContentType => "application/json; charset=UTF-8";

    protected virtual Login Login => Login.Facebook;

    private protected abstract IPlatform Platform { get; }

    [Fact]
    public void A_window_belongs_to_an_account_or_not() => Platform.WindowIsPerAccount.ShouldBe(WindowIsPerAccount);

    [Fact]
    public void A_contact_has_several_ids_or_not() => Platform.HasSeveralIds.ShouldBe(HasSeveralIds);

    [Fact]
    public void The_platform_has_an_extended_window_or_not() => Platform.CanExtendWindow.ShouldBe(CanExtendWindow);

    [Fact]
    public void The_platform_lets_its_own_kinds_through_outside_the_window() =>
        Platform.OutsideWindowKinds.ShouldBe(OutsideWindowKinds, ignoreOrder: true);

    [Fact]
    public void A_webhook_says_which_platform_the_client_is_on() => Webhook().Platform.ShouldBe(Name);

    [Fact]
    public void A_webhook_and_a_send_of_one_conversation_name_the_same_contact() => Webhook().Contacts.ShouldContain(Send().Contact);

    [Fact]
    public void A_webhook_and_a_send_of_one_conversation_name_the_same_account_where_a_window_is_the_accounts_own() =>
        Webhook().Account.ShouldBe(WindowIsPerAccount ? Send().Account : Account);

    [Fact]
    public void What_is_kept_of_a_contact_is_its_canonical_form() => Platform.CanonicalContact(Contact).ShouldBe(Contact);

    [Fact]
    public void A_send_can_be_the_platforms() => Send().Platforms.ShouldContain(Name);

    [Fact]
    public void A_plain_text_may_not_be_sent_outside_the_window() => Send().OutsideKind.ShouldBeNull();

    [Fact]
    public void Every_fixture_is_in_the_manifest() =>
        Fixture.FilesOf(Name).ShouldBe(Fixture.All(Name).Select(fixture => fixture.File), ignoreOrder: true);

    [Fact]
    public void Every_fixture_links_to_the_documentation() =>
        Fixture.All(Name).ShouldAllBe(fixture => Uri.IsWellFormedUriString(fixture.Documentation, UriKind.Absolute));

    [Fact]
    public void What_is_not_a_clients_act_opens_nothing() =>
        Fixture.All(Name).Where(fixture => fixture.Opens.Count == 0 && Contacts(Bytes.Whole(fixture.ReadBody())).Count > 0).ShouldBeEmpty();

    [Fact]
    public void What_cannot_be_read_of_clients_acts_is_what_the_manifest_says() =>
        Fixture.All(Name).SelectMany(fixture => Unreadable(fixture).Select(one => $"{fixture.File}: {one.Place}"))
            .ShouldBe(Fixture.All(Name).SelectMany(fixture => fixture.Unreadable.Select(place => $"{fixture.File}: {place}")));

    [Fact]
    public void A_webhook_reads_the_same_in_segments() =>
        Fixture.All(Name).ShouldAllBe(fixture => InWords(Contacts(Bytes.Split(fixture.ReadBody(), 7))) == InWords(Contacts(Bytes.Whole(fixture.ReadBody()))));

    [Fact]
    public void A_closed_answer_says_not_delivered_and_why()
    {
        var text = Encoding.UTF8.GetString(Word(AnswerKind.NotDelivered).Body.Span);
        text.ShouldContain("not delivered");
        text.ShouldContain("has closed");
    }

    [Theory]
    [InlineData(AnswerKind.NotDelivered, null)]
    [InlineData(AnswerKind.NotUnderstood, null)]
    [InlineData(AnswerKind.TooLarge, null)]
    [InlineData(AnswerKind.StoreUnavailable, "5")]
    [InlineData(AnswerKind.GatewayFailed, "5")]
    [InlineData(AnswerKind.Overloaded, "5")]
    [InlineData(AnswerKind.Throttled, "7")]
    public void An_answer_says_when_to_try_again(AnswerKind kind, string? seconds) => Header(kind, "Retry-After").ShouldBe(seconds);

    [Theory]
    [MemberData(nameof(AllKinds))]
    public void Every_answer_is_one_json_object(AnswerKind kind) => Json(kind).ValueKind.ShouldBe(JsonValueKind.Object);

    [Theory]
    [MemberData(nameof(AllKinds))]
    public void Every_answer_names_its_content_type(AnswerKind kind) => Word(kind).ContentType.ShouldBe(ContentType);

    [Theory]
    [MemberData(nameof(AllKinds))]
    public void Every_answer_is_kept_out_of_caches(AnswerKind kind) => Header(kind, "Cache-Control").ShouldBe("no-store");

    public static TheoryData<AnswerKind> AllKinds => [.. Enum.GetValues<AnswerKind>()];

    protected static TheoryData<string> FilesOf(string platform) => [.. Fixture.All(platform).Select(fixture => fixture.File)];

    /// <summary>Reads a fixture and expects exactly what the manifest says.</summary>
    protected void ShouldOpenWhatTheManifestSays(string file)
    {
        var fixture = Fixture.Named(Name, file);

        Contacts(Bytes.Whole(fixture.ReadBody())).Select(Opening.InWords).ShouldBe(fixture.Opens.Select(opening => opening.InWords(Name)), fixture.Note);
    }

    /// <summary>Reads <see cref="TextSend"/>.</summary>
    private protected abstract OutboundSend Send();

    protected JsonElement Json(AnswerKind kind) => JsonDocument.Parse(Word(kind).Body).RootElement;

    protected string? Header(AnswerKind kind, string name) =>
        Word(kind).Headers.Where(header => header.Key == name).Select(header => header.Value).SingleOrDefault();

    private protected PlatformAnswer Word(AnswerKind kind) => Platform.Word(new(kind, Cause, kind == AnswerKind.NotDelivered ? ForAgent : null) { RetryAfterSeconds = kind == AnswerKind.Throttled ? 7 : 0 }, Login, TraceId);

    private ClientContact Webhook() => Contacts(Bytes.Whole(TextWebhook)).ShouldHaveSingleItem();

    private List<ClientContact> Contacts(ReadOnlySequence<byte> webhook)
    {
        var contacts = new List<ClientContact>();
        Platform.Api.TryReadClientContacts(webhook, Received, contacts, []);
        return contacts;
    }

    private List<UnreadableEvent> Unreadable(Fixture fixture)
    {
        var unreadable = new List<UnreadableEvent>();
        Platform.Api.TryReadClientContacts(Bytes.Whole(fixture.ReadBody()), Received, [], unreadable);
        return unreadable;
    }

    private static string InWords(IEnumerable<ClientContact> contacts) =>
        new StringBuilder().AppendJoin('\n', contacts.Select(Opening.InWords)).ToString();
}

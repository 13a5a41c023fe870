using System.Text;
using System.Text.Json;
using PolicyProxy.Core.Tests.Support;
using PolicyProxy.Platforms;
using PolicyProxy.Policy;
using Shouldly;
using Xunit;

namespace PolicyProxy.Core.Tests.Platforms;

/// <summary>What every platform holds to. A platform's own class gives the examples and the numbers.</summary>
public abstract class PlatformContract
{
    private const string Cause = "the reply window of 24 hours after the client's last message has closed";
    private const string ForAgent = "The client last wrote 25 hours ago, so this message was not delivered.";
    private const string TraceId = "4bf92f3577b34da6";

    protected abstract string Name { get; }

    /// <summary>A webhook with one text from <see cref="Contact"/> to <see cref="Account"/>.</summary>
    protected abstract string TextWebhook { get; }

    /// <summary>A send of one text to <see cref="Contact"/>.</summary>
    protected abstract string TextSend { get; }

    protected abstract string Account { get; }

    protected abstract string Contact { get; }

    protected abstract bool WindowIsPerAccount { get; }

    protected virtual bool HasSeveralIds => false;

    protected abstract bool CanExtendWindow { get; }

    protected abstract OutsideWindowKind[] OutsideWindowKinds { get; }

    /// <summary>Status, code, subcode and type of the answer to a send outside the window.</summary>
    protected abstract (int Status, int Code, int? Subcode, string Type) Closed { get; }

    /// <summary>How that answer's message starts.</summary>
    protected abstract string ClosedMessage { get; }

    /// <summary>The code of the answer above a rate limit.</summary>
    protected virtual int ThrottledCode => 613;

    /// <summary>The type of every other answer.</summary>
    protected virtual string ErrorType => "OAuthException";

    protected virtual Login Login => Login.Facebook;

    private IPlatform Platform => BuiltInPlatforms.All[Name];

    [Fact]
    public void The_platform_is_found_by_its_name_in_any_letter_case() =>
        BuiltInPlatforms.All[Name.ToUpperInvariant()].Name.ShouldBe(Name);

    [Fact]
    public void The_platforms_that_share_an_API_name_one_instance_of_it() =>
        Platform.Api.ShouldBeSameAs(BuiltInPlatforms.All["Messenger"].Api);

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
    public void A_send_can_be_the_platforms() => Send().Platforms.ShouldContain(Name);

    [Fact]
    public void A_text_is_a_send_of_text() => Send().Content.ShouldBe(ContentKind.Text);

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
        Fixture.All(Name).Where(fixture => fixture.Opens.Count == 0 && Api.Contacts(Bytes.Whole(fixture.ReadBody())).Count > 0).ShouldBeEmpty();

    [Fact]
    public void A_webhook_reads_the_same_in_segments() =>
        Fixture.All(Name).ShouldAllBe(fixture =>
            InWords(Api.Contacts(Bytes.Split(fixture.ReadBody(), 7))) == InWords(Api.Contacts(Bytes.Whole(fixture.ReadBody()))));

    [Fact]
    public void A_closed_answer_has_the_platforms_status() => Word(AnswerKind.NotDelivered).Status.ShouldBe(Closed.Status);

    [Fact]
    public void A_closed_answer_has_the_platforms_code() => Error(AnswerKind.NotDelivered).GetProperty("code").GetInt32().ShouldBe(Closed.Code);

    [Fact]
    public void A_closed_answer_has_the_platforms_subcode() =>
        (Error(AnswerKind.NotDelivered).TryGetProperty("error_subcode", out var subcode) ? subcode.GetInt32() : (int?)null).ShouldBe(Closed.Subcode);

    [Fact]
    public void A_closed_answer_has_the_platforms_type() => Error(AnswerKind.NotDelivered).GetProperty("type").GetString().ShouldBe(Closed.Type);

    [Fact]
    public void A_closed_answers_message_starts_as_the_platforms_does() => Message(AnswerKind.NotDelivered).ShouldStartWith(ClosedMessage, Case.Sensitive);

    [Fact]
    public void A_closed_answers_message_says_not_delivered() => Message(AnswerKind.NotDelivered).ShouldContain("not delivered", Case.Sensitive);

    [Fact]
    public void A_closed_answers_message_says_why() => Message(AnswerKind.NotDelivered).ShouldContain(Cause, Case.Sensitive);

    [Fact]
    public void A_closed_answer_has_a_title_for_the_agent() =>
        Error(AnswerKind.NotDelivered).GetProperty("error_user_title").GetString().ShouldBe("Message not delivered");

    [Fact]
    public void A_closed_answer_has_a_sentence_for_the_agent() =>
        Error(AnswerKind.NotDelivered).GetProperty("error_user_msg").GetString().ShouldBe(ForAgent);

    [Fact]
    public void A_closed_answer_does_not_invite_to_try_again() =>
        Error(AnswerKind.NotDelivered).TryGetProperty("is_transient", out _).ShouldBeFalse();

    [Theory]
    [InlineData(AnswerKind.NotUnderstood, 400, 100)]
    [InlineData(AnswerKind.TooLarge, 413, 100)]
    [InlineData(AnswerKind.StoreUnavailable, 503, 2)]
    [InlineData(AnswerKind.GatewayFailed, 503, 2)]
    [InlineData(AnswerKind.Overloaded, 503, 2)]
    [InlineData(AnswerKind.PlatformUnreachable, 502, 2)]
    [InlineData(AnswerKind.PlatformBrokeOff, 502, 2)]
    [InlineData(AnswerKind.PlatformTimeout, 504, 2)]
    public void Every_other_answer_has_its_status_and_code(AnswerKind kind, int status, int code) =>
        (Word(kind).Status, Error(kind).GetProperty("code").GetInt32()).ShouldBe((status, code));

    [Fact]
    public void An_answer_above_a_rate_limit_is_the_platforms_own() =>
        (Word(AnswerKind.Throttled).Status, Error(AnswerKind.Throttled).GetProperty("code").GetInt32()).ShouldBe((400, ThrottledCode));

    [Theory]
    [InlineData(AnswerKind.NotUnderstood, false)]
    [InlineData(AnswerKind.TooLarge, false)]
    [InlineData(AnswerKind.StoreUnavailable, true)]
    [InlineData(AnswerKind.GatewayFailed, true)]
    [InlineData(AnswerKind.Overloaded, true)]
    [InlineData(AnswerKind.PlatformUnreachable, true)]
    [InlineData(AnswerKind.PlatformBrokeOff, true)]
    [InlineData(AnswerKind.PlatformTimeout, true)]
    [InlineData(AnswerKind.Throttled, true)]
    public void An_answer_is_transient_when_trying_again_can_help(AnswerKind kind, bool isTransient) =>
        (Error(kind).TryGetProperty("is_transient", out var transient) && transient.GetBoolean()).ShouldBe(isTransient);

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
    [InlineData(AnswerKind.NotUnderstood)]
    [InlineData(AnswerKind.TooLarge)]
    [InlineData(AnswerKind.StoreUnavailable)]
    [InlineData(AnswerKind.PlatformUnreachable)]
    [InlineData(AnswerKind.PlatformTimeout)]
    [InlineData(AnswerKind.Throttled)]
    public void Every_other_answer_has_the_platforms_type(AnswerKind kind) =>
        Error(kind).GetProperty("type").GetString().ShouldBe(ErrorType);

    [Theory]
    [MemberData(nameof(AllKinds))]
    public void Every_answer_is_one_json_error(AnswerKind kind) =>
        JsonDocument.Parse(Word(kind).Body).RootElement.EnumerateObject().Select(member => member.Name).ShouldBe(["error"]);

    [Theory]
    [MemberData(nameof(AllKinds))]
    public void Every_answer_names_its_content_type(AnswerKind kind) => Word(kind).ContentType.ShouldBe("application/json; charset=UTF-8");

    [Theory]
    [MemberData(nameof(AllKinds))]
    public void Every_answer_carries_the_trace_id(AnswerKind kind) => Error(kind).GetProperty("fbtrace_id").GetString().ShouldBe(TraceId);

    [Theory]
    [MemberData(nameof(AllKinds))]
    public void Every_answer_is_kept_out_of_caches(AnswerKind kind) => Header(kind, "Cache-Control").ShouldBe("no-store");

    [Theory]
    [MemberData(nameof(AllKinds))]
    public void Every_answer_repeats_its_message_in_WWW_Authenticate(AnswerKind kind) =>
        Header(kind, "WWW-Authenticate").ShouldBe($"OAuth \"Facebook Platform\" \"invalid_request\" \"{Message(kind)}\"");

    [Theory]
    [MemberData(nameof(AllKinds))]
    public void No_message_can_break_the_header(AnswerKind kind) =>
        Message(kind).ShouldAllBe(c => c >= ' ' && c <= '~' && c != '"' && c != '\\');

    [Theory]
    [MemberData(nameof(AllKinds))]
    public void No_answer_makes_a_client_disconnect_and_only_a_rate_limit_makes_it_throttle(AnswerKind kind) =>
        new[] { 190, 131056, 131053, kind == AnswerKind.Throttled ? 0 : 130429 }.ShouldNotContain(Error(kind).GetProperty("code").GetInt32());

    public static TheoryData<AnswerKind> AllKinds => [.. Enum.GetValues<AnswerKind>()];

    protected static TheoryData<string> FilesOf(string platform) => [.. Fixture.All(platform).Select(fixture => fixture.File)];

    /// <summary>Reads a fixture and expects exactly what the manifest says.</summary>
    protected void ShouldOpenWhatTheManifestSays(string file)
    {
        var fixture = Fixture.Named(Name, file);

        Api.Contacts(Bytes.Whole(fixture.ReadBody())).Select(Opening.InWords).ShouldBe(fixture.Opens.Select(opening => opening.InWords(Name)), fixture.Note);
    }

    protected JsonElement Error(AnswerKind kind) => JsonDocument.Parse(Word(kind).Body).RootElement.GetProperty("error");

    protected string Message(AnswerKind kind) => Error(kind).GetProperty("message").GetString()!;

    private string? Header(AnswerKind kind, string name) =>
        Word(kind).Headers.Where(header => header.Key == name).Select(header => header.Value).SingleOrDefault();

    private PlatformAnswer Word(AnswerKind kind) => Platform.Word(new(kind, Cause, kind == AnswerKind.NotDelivered ? ForAgent : null) { RetryAfterSeconds = kind == AnswerKind.Throttled ? 7 : null }, Login, TraceId);

    private ClientContact Webhook() => Api.Contacts(TextWebhook).ShouldHaveSingleItem();

    private OutboundSend Send() => Api.Read(TextSend, $"/v24.0/{Account}/messages").Send.ShouldNotBeNull();

    private static string InWords(IEnumerable<ClientContact> contacts) =>
        new StringBuilder().AppendJoin('\n', contacts.Select(Opening.InWords)).ToString();
}

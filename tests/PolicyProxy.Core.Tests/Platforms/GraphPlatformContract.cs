using System.Text.Json;
using PolicyProxy.Core.Tests.Support;
using PolicyProxy.Platforms;
using PolicyProxy.Policy;
using Shouldly;
using Xunit;

namespace PolicyProxy.Core.Tests.Platforms;

/// <summary>What the platforms on the Graph API hold to besides. A platform's own class gives the numbers.</summary>
public abstract class GraphPlatformContract : PlatformContract
{
    /// <summary>Status, code, subcode and type of the answer to a send outside the window.</summary>
    protected abstract (int Status, int Code, int? Subcode, string Type) Closed { get; }

    /// <summary>How that answer's message starts.</summary>
    protected abstract string ClosedMessage { get; }

    /// <summary>The code of the answer above a rate limit.</summary>
    protected virtual int ThrottledCode => 613;

    /// <summary>The type of every other answer.</summary>
    protected virtual string ErrorType => "OAuthException";

    [Fact]
    public void The_platform_is_found_by_its_name_in_any_letter_case() =>
        BuiltInPlatforms.All[Name.ToUpperInvariant()].Name.ShouldBe(Name);

    [Fact]
    public void The_platforms_that_share_an_API_name_one_instance_of_it() =>
        Platform.Api.ShouldBeSameAs(BuiltInPlatforms.All["Messenger"].Api);

    [Fact]
    public void A_text_is_a_send_of_text() => Send().Content.ShouldBe(ContentKind.Text);

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
        Json(kind).EnumerateObject().Select(member => member.Name).ShouldBe(["error"]);

    [Theory]
    [MemberData(nameof(AllKinds))]
    public void Every_answer_carries_the_trace_id(AnswerKind kind) => Error(kind).GetProperty("fbtrace_id").GetString().ShouldBe(TraceId);

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

    protected JsonElement Error(AnswerKind kind) => Json(kind).GetProperty("error");

    protected string Message(AnswerKind kind) => Error(kind).GetProperty("message").GetString()!;

    private protected sealed override IPlatform Platform => BuiltInPlatforms.All[Name];

    private protected sealed override OutboundSend Send() => Api.Read(TextSend, $"/v24.0/{Account}/messages").Send.ShouldNotBeNull();
}

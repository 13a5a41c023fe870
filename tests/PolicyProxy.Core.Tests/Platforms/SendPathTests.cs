using PolicyProxy.Core.Tests.Support;
using Shouldly;
using Xunit;

namespace PolicyProxy.Core.Tests.Platforms;

/// <summary>Which paths can hold a send, and which form of them is forwarded.</summary>
public class SendPathTests
{
    public static TheoryData<string, string, string?> Sends => new()
    {
        // path as written, path to forward, account
        { "/v24.0/104/messages", "/v24.0/104/messages", "104" },
        { "/v2.6/104/messages", "/v2.6/104/messages", "104" },
        { "/104/messages", "/104/messages", "104" },
        { "/me/messages", "/me/messages", null },
        { "/v24.0/me/messages", "/v24.0/me/messages", null },
        { "/v24.0/my_page/messages", "/v24.0/my_page/messages", "my_page" },
        { "/messages", "/messages", null },
        { "/v1/messages", "/v1/messages", null },
        { "/v/messages", "/v/messages", "v" },
        { "/v24.0/104/marketing_messages", "/v24.0/104/marketing_messages", "104" },
        { "/v24.0/104/messages_encrypted", "/v24.0/104/messages_encrypted", "104" },

        // A base before it is the operator's own.
        { "/Graph/v24.0/104/messages", "/Graph/v24.0/104/messages", "104" },
        { "/a/b/104/messages", "/a/b/104/messages", "104" },
        { "/Graph/V24.0/ME/Messages", "/Graph/v24.0/me/messages", null },

        // Letter case.
        { "/V24.0/104/MESSAGES", "/v24.0/104/messages", "104" },
        { "/v24.0/Me/Messages", "/v24.0/me/messages", null },
        { "/v24.0/104/Marketing_Messages", "/v24.0/104/marketing_messages", "104" },
        { "/v24.0/My_Page/messages", "/v24.0/My_Page/messages", "My_Page" },
        { "/V1/MESSAGES", "/v1/messages", null },

        // Slashes doubled and at the end.
        { "/v24.0/104/messages/", "/v24.0/104/messages", "104" },
        { "//v24.0//104//messages//", "/v24.0/104/messages", "104" },
        { "/v24.0///ME///MESSAGES///", "/v24.0/me/messages", null },
        { "//messages", "/messages", null },

        // An edge that the platforms may add one day.
        { "/v24.0/104/some_future_messages", "/v24.0/104/some_future_messages", "104" },
    };

    [Fact]
    public void A_path_reads_the_same_however_many_were_read_before()
    {
        for (var pass = 0; pass < 2; pass++)
        {
            for (var account = 1; account <= 3000; account++)
            {
                var target = Api.Target($"/V24.0/{account}/Messages/");
                (target.CanonicalPath, target.Account).ShouldBe(($"/v24.0/{account}/messages", $"{account}"));
            }

            Api.Target("/v24.0/104/photos").MayHoldSend.ShouldBeFalse();
            Api.Target("/graph/v24.0/104/messages", basePath: "/graph").Account.ShouldBe("104");
            Api.Target("/graph/messages", basePath: "/graph").Account.ShouldBeNull();
            Api.Target("/graph/messages").Account.ShouldBe("graph");
        }
    }

    [Theory]
    [MemberData(nameof(Sends))]
    public void A_send_path_is_forwarded_in_one_form(string path, string canonical, string? account)
    {
        var target = Api.Target(path);

        (target.MayHoldSend, target.Problem, target.CanonicalPath, target.Account).ShouldBe((true, null, canonical, account));
    }

    [Theory]
    [InlineData("/", "/")]
    [InlineData("//", "/")]
    [InlineData("/v24.0", "/v24.0")]
    [InlineData("/V24.0/", "/v24.0")]
    [InlineData("/graph//v24.0/", "/graph/v24.0")]
    public void The_root_can_hold_a_batch(string path, string canonical)
    {
        var target = Api.Target(path);

        (target.MayHoldSend, target.CanonicalPath, target.Account).ShouldBe((true, canonical, null));
    }

    [Theory]
    [InlineData("/v24.0/104")]
    [InlineData("/v24.0/me")]
    [InlineData("/v24.0/104/photos")]
    [InlineData("/v24.0/104/media")]
    [InlineData("/v24.0/104/calls")]
    [InlineData("/v24.0/104/feed")]
    [InlineData("/v24.0/104/message_attachments")]
    [InlineData("/v24.0/104/message_templates")]
    [InlineData("/v24.0/104/messenger_profile")]
    [InlineData("/v24.0/104/message_qrdls")]
    [InlineData("/v24.0/104/conversations")]
    [InlineData("/v24.0/104/pass_thread_control")]
    [InlineData("/v24.0/104/take_thread_control")]
    [InlineData("/v24.0/104/subscribed_apps")]
    [InlineData("/v24.0/104/custom_labels")]
    [InlineData("/v24.0/104/register")]
    [InlineData("/v24.0/104_88/comments")]
    [InlineData("/v24.0/104_88/private_replies")]
    [InlineData("/v24.0/104/messages/1")]
    [InlineData("/v24.0/messages/comments")]
    [InlineData("/v24.0/104/message")]
    [InlineData("/v24.0/104/messagess")]
    [InlineData("/v24.0/104/messages_encrypted_media")]
    [InlineData("/oauth/access_token")]
    [InlineData("/v24.0/caf%C3%A9/photos")]
    [InlineData("/v24.0/104/%70hotos")]
    [InlineData("/v24.0/../104/photos")]
    [InlineData("/v24.0/104/photos;x=1")]
    public void Every_other_edge_is_no_send(string path)
    {
        var target = Api.Target(path);

        (target.MayHoldSend, target.Problem).ShouldBe((false, null));
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("post")]
    [InlineData("Post")]
    [InlineData("PUT")]
    [InlineData("PATCH")]
    [InlineData("QUERY")]
    [InlineData("PROPFIND")]
    [InlineData("get")]
    [InlineData("X")]
    public void Any_other_verb_can_send(string method) => Api.Target("/me/messages", method).MayHoldSend.ShouldBeTrue();

    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    [InlineData("OPTIONS")]
    [InlineData("DELETE")]
    public void Four_verbs_do_not_send(string method) =>
        Api.Target("/me/messages", method, "limit=5&fields=message,from").MayHoldSend.ShouldBeFalse();

    [Theory]
    [InlineData("GET", "method=post")]
    [InlineData("GET", "method=POST")]
    [InlineData("HEAD", "METHOD=Post")]
    [InlineData("DELETE", "access_token=t&method=post")]
    [InlineData("OPTIONS", "method=post")]
    [InlineData("GET", "method=%70ost")]
    [InlineData("GET", "%6dethod=post")]
    [InlineData("GET", "_method=post")]
    [InlineData("GET", "method=+post")]
    [InlineData("GET", "x=1;method=post")]
    [InlineData("GET", "method=get&method=post")]
    public void A_method_override_makes_a_send_of_any_verb(string method, string query) =>
        Api.Target("/me/messages", method, query).MayHoldSend.ShouldBeTrue();

    [Theory]
    [InlineData("x=post")]
    [InlineData("method=get")]
    [InlineData("method=")]
    [InlineData("method")]
    [InlineData("x=method=post")]
    [InlineData("post=method")]
    public void Another_override_makes_none(string query) => Api.Target("/me/messages", "GET", query).MayHoldSend.ShouldBeFalse();

    [Fact]
    public void A_body_can_hold_an_override_so_it_is_read_on_any_verb() =>
        Api.Target("/me/messages", "GET", hasBody: true).MayHoldSend.ShouldBeTrue();

    [Theory]
    [InlineData("/messages", "222")]
    [InlineData("/v1/messages", "222")]
    [InlineData("/v24.0/me/messages", "222")]
    [InlineData("/v24.0/222/messages", "222")]
    public void A_route_can_fix_the_account(string path, string account) => Api.Target(path, fixedAccount: "222").Account.ShouldBe(account);

    [Theory]
    [InlineData("/v24.0/333/messages")]
    [InlineData("/333/messages")]
    [InlineData("/v24.0/2222/messages")]
    public void Another_account_than_the_fixed_one_is_not_understood(string path) =>
        Api.Target(path, fixedAccount: "222").Problem.ShouldNotBeNull();

    [Theory]
    [InlineData("/graph/v24.0/104/messages", "/graph/v24.0/104/messages", "104")]
    [InlineData("/GRAPH/104/messages", "/GRAPH/104/messages", "104")]
    [InlineData("/graph/messages", "/graph/messages", null)]
    [InlineData("/graph/ME/messages/", "/graph/me/messages", null)]
    [InlineData("/graph", "/graph", null)]
    [InlineData("//graph/", "/graph", null)]
    [InlineData("/other/messages", "/other/messages", "other")]
    public void What_the_route_has_before_the_APIs_paths_names_no_account(string path, string canonical, string? account)
    {
        var target = Api.Target(path, basePath: "/graph");

        (target.MayHoldSend, target.CanonicalPath, target.Account).ShouldBe((true, canonical, account));
    }

    [Theory]
    [InlineData("/other")]
    [InlineData("/v24.0/graph")]
    [InlineData("/graphs")]
    public void What_only_looks_like_the_routes_base_is_not_the_root(string path) => Api.Target(path, basePath: "/graph").MayHoldSend.ShouldBeFalse();

    [Theory]
    [InlineData("batch=%5B%5D")]
    [InlineData("%62atch=x")]
    [InlineData("a=1&Batch[0]=x")]
    public void A_batch_at_another_edge_is_not_understood(string query) => Api.Target("/v24.0/104/feed", query: query).Problem.ShouldNotBeNull();

    [Fact]
    public void What_is_no_send_has_nothing_to_say_of_one() =>
        (Api.Target("/v24.0/104/feed").CanonicalPath, Api.Target("/v24.0/104/feed").Edge).ShouldBe(("", ""));

    [Theory]
    [InlineData("/v24.0/333/media")]
    [InlineData("/v24.0/333")]
    public void What_is_no_send_may_name_another_account(string path) => Api.Target(path, fixedAccount: "222").Problem.ShouldBeNull();
}

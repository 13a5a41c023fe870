using System.Text;
using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Bypass;

/// <summary>Every case of a JSON parsing suite as a webhook's body, and as the text of a message.</summary>
public sealed class JsonSuiteTests : ProxyTest
{
    private const string Folder = "json-test-suite/test_parsing";

    private static readonly Conversation Client = Conversation.Messenger;

    [SkippableFact]
    public async Task A_signed_webhook_is_forwarded_byte_for_byte_whatever_it_is()
    {
        var changed = new List<string>();
        foreach (var (id, bytes) in SharedCases.Files(Folder, ""))
        {
            var answer = await Gateway.WebhookAsync(bytes, Client.Secret);
            if (answer.Status != 200 || !Gateway.Helpdesk.Requests.Last().Body.SequenceEqual(bytes)) changed.Add(id);
        }

        changed.ShouldBeEmpty();
        Gateway.Helpdesk.Requests.Count.ShouldBe(SharedCases.Files(Folder, "").Count);
    }

    [SkippableTheory]
    [InlineData("y_", true)]
    [InlineData("n_", false)]
    public async Task To_an_open_contact_a_valid_text_is_forwarded_byte_for_byte_and_an_invalid_one_refused(string prefix, bool isForwarded)
    {
        await Gateway.ClientWritesAsync(Client);
        var wrong = new List<string>();
        foreach (var (id, body) in Sends(prefix))
        {
            var before = Gateway.Platform.Requests.Count;
            var answer = await Gateway.PostAsync(Client.Path, body);
            var forwarded = Gateway.Platform.Requests.Skip(before).ToList();
            if (!(isForwarded ? forwarded is [var one] && one.Body.SequenceEqual(body) : forwarded.Count == 0 && answer.Status == 400)) wrong.Add(id);
        }

        wrong.ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task To_an_open_contact_a_text_of_either_kind_is_never_changed()
    {
        await Gateway.ClientWritesAsync(Client);
        var wrong = new List<string>();
        foreach (var (id, body) in Sends("i_"))
        {
            var before = Gateway.Platform.Requests.Count;
            var answer = await Gateway.PostAsync(Client.Path, body);
            if (answer.Status >= 500 || Gateway.Platform.Requests.Skip(before).Any(request => !request.Body.SequenceEqual(body))) wrong.Add(id);
        }

        wrong.ShouldBeEmpty();
    }

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task To_a_closed_contact_nothing_is_forwarded(bool asText)
    {
        await Gateway.ClientWroteAsync(Client, TimeSpan.FromHours(24));
        var failed = new List<string>();
        foreach (var (id, body) in asText ? Sends("") : SharedCases.Files(Folder, ""))
        {
            var answer = await Gateway.PostAsync(Client.Path, body);
            if (answer.Status >= 500) failed.Add(id);
        }

        failed.ShouldBeEmpty();
        if (asText) Gateway.Platform.Requests.ShouldBeEmpty();
        else Gateway.Platform.Requests.ShouldAllBe(request => !request.Text.Contains("message", StringComparison.Ordinal));
    }

    private static IEnumerable<(string Id, byte[] Body)> Sends(string prefix) => SharedCases.Files(Folder, prefix).Select(one => (
        one.Id,
        (byte[])[.. Encoding.UTF8.GetBytes($$"""{"recipient":{"id":"{{Client.Contact}}"},"message":{"text":"""), .. one.Bytes, .. "}}"u8]));
}

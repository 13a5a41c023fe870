using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using PolicyProxy.Core.Tests.Support;
using PolicyProxy.Policy;

namespace PolicyProxy.Core.Tests.Platforms;

/// <summary>Webhooks arrive late, out of order and more than once: the windows come out the same.</summary>
public class WebhookReplayProperties
{
    private static readonly Gen<string> Time = Gen.Choose(-100_000, 100_000).SelectMany(seconds => Gen.Elements(
        $"{1795334400L + seconds}", $"\"{1795334400L + seconds}\"", $"{(1795334400L + seconds) * 1000 + 1}", "0"));

    private static readonly Gen<string> Number = Gen.Elements("15550123456", "5541988887777", "554188887777", "5215512345678");

    private static readonly Gen<string> WhatsApp =
        from number in Number
        from time in Time
        from account in Gen.Elements("1", "2")
        from type in Gen.Elements("text", "system", "unsupported")
        select $$$"""
            {"object":"whatsapp_business_account","entry":[{"changes":[{"field":"messages","value":{"metadata":{"phone_number_id":"{{{account}}}"},
              "messages":[{"from":"{{{number}}}","from_user_id":"US.{{{number[..4]}}}","timestamp":{{{time}}},"type":"{{{type}}}"}]}}]}]}
            """;

    private static readonly Gen<string> Messaging =
        from kind in Gen.Elements("page", "instagram")
        from key in Gen.Elements("messaging", "standby")
        from sender in Gen.Elements("1", "21", "22")
        from time in Time
        from what in Gen.Elements("\"message\":{}", "\"message\":{\"is_echo\":true}", "\"postback\":{}", "\"read\":{}", "\"reaction\":{\"action\":\"react\"}")
        select $$$"""
            {"object":"{{{kind}}}","entry":[{"id":"1","{{{key}}}":[
              {"sender":{"id":"{{{sender}}}"},"recipient":{"id":"1"},"timestamp":{{{time}}},{{{what}}}}]}]}
            """;

    [Property(MaxTest = 200)]
    public Property Order_and_repetition_of_webhooks_change_no_window() =>
        Prop.ForAll(Replays, replay => Windows(replay.Events) == Windows(replay.Replayed));

    private static Arbitrary<Replay> Replays =>
        (from events in Gen.OneOf(WhatsApp, Messaging).NonEmptyListOf()
         from repeated in Gen.Elements<string>(events).ListOf()
         from replayed in Gen.Shuffle([.. events, .. repeated])
         select new Replay([.. events], replayed)).ToArbitrary();

    private static string Windows(IEnumerable<string> webhooks)
    {
        var windows = new SortedDictionary<string, LastContact>(StringComparer.Ordinal);
        foreach (var found in webhooks.SelectMany(Api.Contacts))
        {
            foreach (var contact in found.Contacts)
            {
                var key = $"{found.Platform}:{found.Account}:{contact}";
                windows[key] = windows.GetValueOrDefault(key).Merge(found.Time);
            }
        }

        return string.Join('\n', windows.Select(window => $"{window.Key} {window.Value.ToStored()}"));
    }

    public sealed record Replay(string[] Events, string[] Replayed);
}

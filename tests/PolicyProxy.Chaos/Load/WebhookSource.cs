using System.Security.Cryptography;
using System.Text;
using PolicyProxy.Chaos.History;
using PolicyProxy.Chaos.World;

namespace PolicyProxy.Chaos.Load;

/// <summary>Makes up webhooks of every kind that platforms, and others, send.</summary>
internal sealed class WebhookSource(Random random, Contacts contacts, TimeProvider time)
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>The next webhook.</summary>
    public Webhook Next() => random.Next(100) switch
    {
        < 52 => Messages("new", contacts.Busy, () => Now(TimeSpan.Zero), 1),
        < 66 => Messages("several", contacts.Busy, () => Now(-Within(TimeSpan.FromSeconds(2))), random.Next(2, 6)),
        < 76 => Messages("late", contacts.Busy, () => Now(-Within(TimeSpan.FromSeconds(30))), random.Next(1, 3)),
        < 80 => Messages("old", contacts.Any, () => Now(-Within(3 * Day)), 1),
        < 84 => Messages("old", contacts.WroteLongAgo, () => Now(-Day - TimeSpan.FromMinutes(1) - Within(2 * Day)), 1),
        < 89 => Messages("future", contacts.Busy, () => Now(TimeSpan.FromMinutes(1) + Within(TimeSpan.FromHours(20))), 1),
        < 91 => Messages("too far ahead", contacts.NeverWrote, () => Now(Day + TimeSpan.FromMinutes(10)), 1) with { Events = [] },
        < 95 => Echo(),
        < 96 => OfAnotherChannel(),
        _ => Forged(),
    };

    private Webhook Messages(string kind, Func<int> contact, Func<long> at, int count)
    {
        var channel = contacts.Channel();
        var messages = Enumerable.Range(0, count).Select(_ => (Contact: contact(), Time: Stamp(channel, at()))).ToList();
        var body = WebhookBody.Of(channel, messages.Select(message => (channel.Contact(message.Contact), message.Time)));
        var events = messages.Select(message => new ClientEvent(channel.Conversation(message.Contact), message.Time)).ToList();
        return new(kind, body, Sign(body, channel.Secret), events);
    }

    private Webhook Echo()
    {
        var channel = contacts.Channel();
        var body = WebhookBody.EchoTo(channel, channel.Contact(contacts.NeverWrote()), Now(TimeSpan.Zero));
        return new("echo", body, Sign(body, channel.Secret), []);
    }

    // Who holds one channel's secret may be forwarded, but opens no window of another's.
    private Webhook OfAnotherChannel()
    {
        var body = WebhookBody.Of(ChaosChannel.Messenger, [(ChaosChannel.Messenger.Contact(contacts.NeverWrote()), Now(TimeSpan.Zero))]);
        return new("of another channel", body, Sign(body, ChaosChannel.WhatsApp.Secret), []);
    }

    private Webhook Forged()
    {
        var real = random.Next(2) == 0
            ? Messages("new", contacts.NeverWrote, () => Now(TimeSpan.Zero), 1)
            : Messages("new", contacts.Any, () => Now(TimeSpan.Zero), 1);
        return random.Next(3) switch
        {
            0 => real with { Kind = "forged", Signature = null },
            1 => real with { Kind = "forged", Signature = Sign(real.Body, "a secret of somebody's") },
            _ => real with { Kind = "forged", Body = [.. real.Body, (byte)' '] },
        };
    }

    private long Now(TimeSpan offset) => (time.GetUtcNow() + offset).ToUnixTimeMilliseconds();

    private TimeSpan Within(TimeSpan most) => most * random.NextDouble();

    private static long Stamp(ChaosChannel channel, long time) => channel == ChaosChannel.WhatsApp ? time / 1000 * 1000 : time;

    private static string Sign(byte[] body, string secret) =>
        $"sha256={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body))}";
}

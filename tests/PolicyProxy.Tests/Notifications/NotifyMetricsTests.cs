using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Notifications;

/// <summary>Every attempt to tell of a window is counted.</summary>
public sealed class NotifyMetricsTests : NotifyTest
{
    // Other tests count at the same time: this channel is this test's alone.
    private readonly string _channel = $"counted-{Guid.NewGuid():N}";

    private protected override void Configure(GatewaySettings settings) => settings
        .Remove("Messaging:Channels:whatsapp:Notify")
        .SetJson($"Messaging:Channels:{_channel}", $$"""{ "Platform": "WhatsApp", "AppSecrets": ["{{GatewaySettings.WhatsAppSecret}}"], "Notify": {{Notify(Receiver.Address)}} }""")
        .Set("ReverseProxy:Routes:webhooks:Metadata:Messaging.Webhook", $"whatsapp,messenger,instagram,{_channel}");

    [Fact]
    public async Task An_attempt_is_counted_by_channel_type_and_result()
    {
        var counted = new ConcurrentQueue<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "policyproxy_notifications") listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) => counted.Enqueue($"{value} {string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"))}"));
        listener.Start();

        Receiver.AnswerWith(500);
        await Gateway.ClientWritesAsync(Client);
        Gateway.Time.Advance(TimeSpan.FromHours(23));
        await Eventually.HoldsAsync(() => Counted().Count >= 1, Second);
        Receiver.AnswerWith(200);
        await Eventually.HoldsAsync(() => Counted()[^1].EndsWith("delivered", StringComparison.Ordinal), Second);

        var failed = $"1 channel={_channel} type=window.closing result=failed";
        Counted()[..^1].Distinct().ShouldBe([failed]);
        Counted()[^1].ShouldBe(failed.Replace("failed", "delivered", StringComparison.Ordinal));

        void Second() => Gateway.Time.Advance(TimeSpan.FromSeconds(1));
        List<string> Counted() => [.. counted.Where(line => line.Contains(_channel, StringComparison.Ordinal))];
    }
}

using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Notifications;

/// <summary>A test with a gateway that tells somebody of WhatsApp's windows, 60 and 10 minutes before they close.</summary>
public abstract class NotifyTest : IAsyncLifetime
{
    private protected const string Secret = "notify-secret-0123456789abcdef";

    private protected static readonly Conversation Client = Conversation.WhatsApp;

    private protected RunningGateway Gateway { get; private set; } = null!;

    /// <summary>Whoever is told.</summary>
    private protected Upstream Receiver { get; private set; } = null!;

    /// <summary>What was told, in order, every attempt.</summary>
    private protected IReadOnlyList<ToldEvent> Told => [.. Receiver.Requests.Select(ToldEvent.Read)];

    /// <summary>What is configured besides.</summary>
    private protected virtual void Configure(GatewaySettings settings)
    {
    }

    public async Task InitializeAsync()
    {
        Receiver = await Upstream.StartAsync();
        Gateway = await RunningGateway.StartAsync(settings =>
        {
            settings.SetJson("Messaging:Channels:whatsapp:Notify", Notify(Receiver.Address));
            Configure(settings);
        });
    }

    public async Task DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Receiver.DisposeAsync();
    }

    private protected static string Notify(string address) => $$"""{ "Url": "{{address}}/windows?key=receivers-own-key", "Secret": "{{Secret}}" }""";

    /// <summary>Lets time pass and the gateway look: what is due by then is told, unless it is not to be.</summary>
    private protected async Task PassAsync(TimeSpan time)
    {
        // The last seconds one by one, each with time to tell.
        const int Seconds = 4;
        Gateway.Time.Advance(time - TimeSpan.FromSeconds(Seconds));
        for (var second = 0; second < Seconds; second++)
        {
            await Task.Delay(50);
            Gateway.Time.Advance(TimeSpan.FromSeconds(1));
        }

        await Task.Delay(50);
    }

    /// <summary>Lets seconds pass until so many events were told.</summary>
    private protected async Task<ToldEvent> WaitForAsync(int count)
    {
        await using var seconds = new Timer(_ => Gateway.Time.Advance(TimeSpan.FromSeconds(1)), null, TimeSpan.Zero, TimeSpan.FromMilliseconds(50));
        await Eventually.HoldsAsync(() => Told.Count >= count);
        Told.Count.ShouldBe(count);
        return Told[^1];
    }
}

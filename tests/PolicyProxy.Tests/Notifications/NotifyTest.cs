using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Notifications;

/// <summary>A test with a gateway that tells somebody of one channel's windows, WhatsApp's unless said otherwise, 60 and 10 minutes before they close.</summary>
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
        const int LastSeconds = 3;
        Gateway.Time.Advance(time - TimeSpan.FromSeconds(LastSeconds));
        for (var second = 0; second < LastSeconds; second++) await PassSecondAsync();
    }

    /// <summary>Lets a second pass, and waits until the gateway has looked what is due and has told it, however long that takes on this machine.</summary>
    private protected Task PassSecondAsync()
    {
        // A second that comes before the gateway is done with the one before is passed over; another one makes it look.
        const int LooksUntilAnother = 25;
        var (store, looks, waited) = (Gateway.Store, Gateway.Store.Looks, 0);
        return Eventually.HoldsAsync(() => store.Looks > looks && store.Taken == 0, () =>
        {
            if (store.Looks == looks && waited++ % LooksUntilAnother == 0) Gateway.Time.Advance(TimeSpan.FromSeconds(1));
        });
    }

    /// <summary>Lets seconds pass until so many events were told.</summary>
    private protected async Task<ToldEvent> WaitForAsync(int count)
    {
        const int Patience = 300;
        for (var second = 0; second < Patience && Told.Count < count; second++) await PassSecondAsync();
        Told.Count.ShouldBe(count);
        return Told[^1];
    }
}

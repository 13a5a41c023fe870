using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Notifications;

/// <summary>Where a person may still answer after the standard window, the end of that is told.</summary>
public sealed class ExtendedWindowNotifyTests : NotifyTest
{
    private static readonly Conversation Person = Conversation.Messenger;

    private protected override void Configure(GatewaySettings settings) => settings
        .Remove("Messaging:Channels:whatsapp:Notify")
        .SetJson("Messaging:Channels:messenger:ExtendedWindow", """{ "Hours": 168 }""")
        .SetJson("Messaging:Channels:messenger:Notify", Notify(Receiver.Address))
        .SetJson("Messaging:Channels:messenger:Notify:BeforeMinutes", "[1440]")
        .Channel("messenger", "CloseEarlySeconds", 60);

    [Fact]
    public async Task The_end_of_the_extended_window_is_told()
    {
        var written = Gateway.Now;
        await Gateway.ClientWritesAsync(Person);
        await PassAsync(TimeSpan.FromDays(5.9));
        Told.ShouldBeEmpty();
        await PassAsync(TimeSpan.FromDays(0.1));

        var told = await WaitForAsync(1);
        (told.Type, told.MinutesLeft, told.Closes).ShouldBe(("window.closing", 1440, written.AddDays(7).AddMinutes(-1)));
        (told.Channel, told.Account, told.Contact).ShouldBe(("messenger", null, Person.Contact));
    }
}

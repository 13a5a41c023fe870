using System.Globalization;

namespace PolicyProxy.Chaos.World;

/// <summary>A channel as the gateways are configured with it.</summary>
/// <param name="Name">Its name, the beginning of its conversations' keys.</param>
/// <param name="Platform">The platform.</param>
/// <param name="Account">The business side.</param>
/// <param name="FirstContact">The id from which its contacts are counted.</param>
/// <param name="Window">How long a client's action opens the window.</param>
internal sealed record ChaosChannel(string Name, string Platform, string Account, long FirstContact, TimeSpan Window)
{
    /// <summary>Its windows close during a run.</summary>
    public static readonly ChaosChannel WhatsApp = new("whatsapp", "WhatsApp", "106540352242922", 15550100000, TimeSpan.FromSeconds(14.4));

    /// <summary>Its windows stay open once they are.</summary>
    public static readonly ChaosChannel Messenger = new("messenger", "Messenger", "682498302938465", 25381719828100000, TimeSpan.FromHours(24));

    /// <summary>Its windows close during a run.</summary>
    public static readonly ChaosChannel Instagram = new("instagram", "Instagram", "17841405822304914", 17900001234500000, TimeSpan.FromSeconds(7.2));

    public static readonly IReadOnlyList<ChaosChannel> All = [WhatsApp, Messenger, Instagram];

    /// <summary>Signs its webhooks.</summary>
    public string Secret => $"{Name}-app-secret-0123456789abcdef";

    /// <summary>Whether the conversation has the account in its key.</summary>
    public bool HasAccountInKey => this == WhatsApp;

    /// <summary>The id of its contact with this number.</summary>
    public string Contact(int number) => $"{FirstContact + number}";

    /// <summary>The conversation with this contact, as in the store's keys.</summary>
    public string Conversation(int number) => $"{Name}:{(HasAccountInKey ? Account : "")}:{Contact(number)}";

    /// <summary>The number of the contact in a conversation of this channel.</summary>
    public int Number(string conversation) =>
        (int)(long.Parse(conversation.AsSpan(conversation.LastIndexOf(':') + 1), CultureInfo.InvariantCulture) - FirstContact);

    /// <summary>The channel of a conversation.</summary>
    public static ChaosChannel Of(string conversation) => All.First(channel => conversation.StartsWith($"{channel.Name}:", StringComparison.Ordinal));
}

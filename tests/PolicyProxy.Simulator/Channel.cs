using System.Security.Cryptography;

namespace PolicyProxy.Simulator;

/// <summary>A platform that can be played on: the company's account there, one client, and the app secret that signs its webhooks.</summary>
/// <param name="Name">The channel's name in the gateway's configuration.</param>
/// <param name="Platform">The platform's name.</param>
/// <param name="Account">The company's side.</param>
/// <param name="Contact">The client's side.</param>
/// <param name="ApiPrefix">Where the gateway has the platform's API.</param>
internal sealed record Channel(string Name, string Platform, string Account, string Contact, string ApiPrefix)
{
    /// <summary>All of them. Number and ids are nobody's.</summary>
    public static IReadOnlyList<Channel> All { get; } =
    [
        new("whatsapp", "WhatsApp", "106540352242922", "15550100123", "/graph"),
        new("messenger", "Messenger", "105872921234567", "25381719828140932", "/graph"),
        new("instagram", "Instagram", "17841405309211844", "836284028372911", "/instagram"),
    ];

    public string Secret { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    public bool IsWhatsApp => Platform == "WhatsApp";
}

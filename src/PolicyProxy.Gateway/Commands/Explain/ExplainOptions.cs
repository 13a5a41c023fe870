using System.Globalization;
using PolicyProxy.Policy;

namespace PolicyProxy.Gateway.Commands.Explain;

/// <summary>What <c>explain</c> is asked.</summary>
/// <param name="Send">The file of a send; null for a webhook.</param>
/// <param name="Webhook">The file of a webhook; null for a send.</param>
/// <param name="Method">The method in place of the file's; null for that.</param>
/// <param name="Path">The path in place of the file's; null for that.</param>
/// <param name="LastContact">When the client is supposed to have written; null to ask the store.</param>
/// <param name="ShowContacts">Whether contacts are told whole.</param>
internal sealed record ExplainOptions(string? Send, string? Webhook, string? Method, string? Path, string? LastContact, bool ShowContacts)
{
    /// <summary>The file.</summary>
    public string File => Send ?? Webhook!;

    /// <summary>What is wrong with the options, and what would be right; null when nothing is.</summary>
    public string? Problem()
    {
        if ((Send is null) == (Webhook is null)) return "--send or --webhook: one of the two, with a file or - for standard input, belongs on the command line.";
        if (LastContact is not null && Webhook is not null) return "--last-contact: says when a client wrote before a send; leave it out with --webhook.";
        return LastContact is null || Supposed is not null ? null : $"--last-contact: \"{LastContact}\" is not right; a time such as 2026-11-22T08:00:00Z, or never, belongs here.";
    }

    /// <summary>What is supposed of the client; null to ask the store.</summary>
    public LastContact? Supposed => LastContact switch
    {
        null => null,
        "never" => Policy.LastContact.Never,
        _ when DateTimeOffset.TryParse(LastContact, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) => Policy.LastContact.At(time),
        _ => null,
    };
}

namespace PolicyProxy.Policy;

/// <summary>One conversation between a company and a client: what a reply window belongs to.</summary>
/// <param name="Channel">The channel's configured name, for example <c>whatsapp</c>.</param>
/// <param name="Account">
/// The business side where the window is the account's own (WhatsApp's <c>phone_number_id</c>); empty where the contact's id
/// already belongs to one account (Messenger's PSID, Instagram's IGSID).
/// </param>
/// <param name="Contact">The client in canonical form: folded digits, a business-scoped user id, or a group id.</param>
public readonly record struct ConversationId(string Channel, string Account, string Contact)
{
    /// <summary>The contact's alone: it tells nearly all conversations apart, and every request looks up several times.</summary>
    public override int GetHashCode() => string.GetHashCode(Contact, StringComparison.Ordinal);

    /// <summary>The conversation as logs and errors may name it: of the contact no more than the last four characters.</summary>
    public string Masked => Account.Length > 0
        ? $"channel {Channel}, account {Account}, contact {Mask(Contact)}"
        : $"channel {Channel}, contact {Mask(Contact)}";

    /// <summary>A contact as logs and errors may name it: the last four characters, where there are more.</summary>
    public static string Mask(string contact)
    {
        ArgumentNullException.ThrowIfNull(contact);
        return contact.Length > 4 ? $"***{contact[^4..]}" : "***";
    }
}

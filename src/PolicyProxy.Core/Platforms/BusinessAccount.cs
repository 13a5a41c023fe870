namespace PolicyProxy.Platforms;

/// <summary>The business side as a platform's webhooks name it.</summary>
/// <param name="Id">The id that sends name, too.</param>
/// <param name="Owner">What the account belongs to (WhatsApp's business account id); null where it is not known.</param>
/// <param name="ShownNumber">Its phone number as webhooks show it; null where it is not known.</param>
public sealed record BusinessAccount(string Id, string? Owner = null, string? ShownNumber = null);

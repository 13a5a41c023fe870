using System.Buffers;
using PolicyProxy.Policy;

namespace PolicyProxy.Platforms;

/// <summary>Reads what goes over one messaging API: the client's actions in a webhook, the sends in a request.</summary>
public interface IMessagingApi
{
    /// <summary>How its webhooks prove that they are authentic: by a hub signature, as Meta's; null when they cannot.</summary>
    IWebhookProof? Proof => Meta.HubProof.Instance;

    /// <summary>Finds the window-opening actions of clients in the body of an authentic webhook.</summary>
    /// <param name="body">The body as received.</param>
    /// <param name="receivedAt">The time of receipt, which no action is later than.</param>
    /// <param name="contacts">Takes in what is found.</param>
    /// <returns>False when the body cannot be read; what was found before that holds all the same.</returns>
    bool TryReadClientContacts(ReadOnlySequence<byte> body, DateTimeOffset receivedAt, ICollection<ClientContact> contacts);

    /// <summary>Finds the contacts that an authentic webhook says have changed: what their ids were tied to holds no longer.</summary>
    /// <param name="body">The body as received.</param>
    /// <returns>Their old ids, with <see cref="ClientContact.Time"/> without meaning.</returns>
    IReadOnlyList<ClientContact> ReadChangedContacts(ReadOnlySequence<byte> body);

    /// <summary>Finds the ids by which a platform's answer to a send calls the contact it went to.</summary>
    /// <param name="send">The send.</param>
    /// <param name="answer">The body of the answer, which can be anything.</param>
    /// <returns>The ids in canonical form; none when the answer does not say.</returns>
    IReadOnlyList<string> ReadContactIds(OutboundSend send, ReadOnlyMemory<byte> answer);

    /// <summary>Whether its sends are read from headers, too, so that a request has to come with them.</summary>
    bool ReadsHeaders => false;

    /// <summary>Whether a platform's answer to a send, whose status says that all went well, says that it has not taken it.</summary>
    /// <param name="answer">The body of the answer, which can be anything.</param>
    bool IsNotTaken(ReadOnlyMemory<byte> answer) => false;

    /// <summary>Says from method, path and query alone whether a request can hold a send.</summary>
    SendTarget ReadTarget(in ApiRequest request);

    /// <summary>Finds the sends in a request whose target can hold some.</summary>
    /// <param name="target">What <see cref="ReadTarget"/> said of the request.</param>
    /// <param name="request">The request.</param>
    /// <param name="body">The whole body; empty without one.</param>
    SendReading ReadSends(SendTarget target, in ApiRequest request, ReadOnlySequence<byte> body);

    /// <summary>Finds the accounts that an authentic webhook is about, each once; none where webhooks do not say.</summary>
    /// <param name="body">The body as received.</param>
    IReadOnlyList<BusinessAccount> ReadAccounts(ReadOnlySequence<byte> body) => [];
}

using System.Collections.Concurrent;
using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using PolicyProxy.Platforms;
using PolicyProxy.Policy;
using PolicyProxy.Windows;
using PolicyProxy.Yarp.Notifications;

namespace PolicyProxy.Yarp.Configuration;

/// <summary>One configured connection to a platform, with its policy; valid and immutable.</summary>
public sealed class Channel
{
    // More than any company has; whoever makes accounts up does not fill the memory.
    private const int MostShared = 1000;

    private static readonly TimeSpan KeptAfterWindow = TimeSpan.FromDays(1);

    private readonly ConcurrentDictionary<string, string> _shared = new();
    private int _sharedCount;

    internal Channel(string name, IPlatform platform, ChannelPolicy policy)
    {
        Name = name;
        Platform = platform;
        Policy = policy;
    }

    /// <summary>The configured name.</summary>
    public string Name { get; }

    /// <summary>The platform.</summary>
    public IPlatform Platform { get; }

    /// <summary>The rule.</summary>
    public ChannelPolicy Policy { get; }

    /// <summary>Whether verdicts are only told, not carried out.</summary>
    public bool IsObserving { get; internal init; }

    /// <summary>Whether a refused send is answered as if it was taken, and the helpdesk told by a webhook that it failed.</summary>
    public bool RefusesLater { get; internal init; }

    /// <summary>Where that webhook goes; null for where the platform's last one went.</summary>
    public Uri? RefusalUrl { get; internal init; }

    /// <summary>Whether webhooks are taken without a signature.</summary>
    public bool IgnoresSignature { get; internal init; }

    /// <summary>The only accounts the channel is for; all of them when empty.</summary>
    public FrozenSet<string> Accounts { get; internal init; } = FrozenSet<string>.Empty;

    /// <summary>How many app secrets there are.</summary>
    public int SecretCount => Secrets.Count;

    /// <summary>Whether every webhook is refused because no app secret is set.</summary>
    public bool LacksSecret => !IgnoresSignature && Secrets.Count == 0;

    /// <summary>Whether a text can be an account's id: 1 to 32 digits.</summary>
    internal static bool IsAccount(string account) => account is { Length: > 0 and <= 32 } && account.All(char.IsAsciiDigit);

    /// <summary>What a store keeps of a client's action; null when the platform's windows are an account's and none is named.</summary>
    /// <param name="account">The business side; null to take the channel's only one.</param>
    /// <param name="contact">The client, in canonical form.</param>
    /// <param name="time">When the client acted, not in the future.</param>
    internal WindowRecord? Record(string? account, string contact, DateTimeOffset time) =>
        Conversation(account, contact) is { } conversation ? Record(conversation, time) : null;

    internal WindowRecord Record(ConversationId conversation, DateTimeOffset time) =>
        new(conversation, time, time + Policy.LongestWindow + KeptAfterWindow, Notify?.FirstAfter ?? TimeSpan.Zero);

    internal IReadOnlyList<byte[]> Secrets { get; init; } = [];

    internal Login Login { get; init; }

    /// <summary>The address by which the platform reaches the gateway, up to the path; empty when it is not known.</summary>
    internal string PublicUrl { get; init; } = "";

    /// <summary>The account of events and sends that name none; null when there is not exactly one.</summary>
    internal string? OnlyAccount { get; init; }

    /// <summary>The header that marks what a bot wrote; null when it makes no difference.</summary>
    internal KeyValuePair<string, string>? AutomaticHeader { get; init; }

    /// <summary>Who is told that a window closes; null for nobody.</summary>
    internal NotifyPolicy? Notify { get; init; }

    /// <summary>What the agent is told in words of the operator's own; null for none.</summary>
    internal AgentTexts? Texts { get; init; }

    internal bool IsAutomatic(IHeaderDictionary headers) =>
        AutomaticHeader is { } mark && headers[mark.Key].Any(value => mark.Value.Equals(value?.Trim(), StringComparison.OrdinalIgnoreCase));

    internal bool IsFor(string? account) => Accounts.Count == 0 || (account is not null && Accounts.Contains(account));

    /// <summary>Whether the standard window after a last contact is open.</summary>
    internal bool IsOpen(LastContact contact, DateTimeOffset now) => contact.Time is { } last && new MessagingWindow(Policy, last).IsOpen(now);

    /// <summary>Whether a last contact that may not be the last proves that the standard window or the extended one is open.</summary>
    internal bool ProvesOpen(LastContact contact, DateTimeOffset now) =>
        contact.TimeBy(now) is { } last && new MessagingWindow(Policy, last) is var window && (window.IsOpen(now) || window.IsExtended(now));

    /// <summary>The conversation with a contact; null when the platform's windows are an account's and none is named.</summary>
    /// <param name="account">The account; null for the channel's only one.</param>
    /// <param name="contact">The contact in canonical form.</param>
    public ConversationId? Conversation(string? account, string contact)
    {
        if (!Platform.WindowIsPerAccount) return new(Name, "", contact);
        return (account ?? OnlyAccount) is { } own ? new(Name, Share(own), contact) : null;
    }

    // What is remembered of an account's conversations names it by one string: a look-up compares it without reading it, and a million
    // conversations do not hold it a million times.
    private string Share(string account)
    {
        if (_shared.TryGetValue(account, out var shared)) return shared;
        return _sharedCount < MostShared && Interlocked.Increment(ref _sharedCount) <= MostShared ? _shared.GetOrAdd(account, account) : account;
    }
}

using System.Diagnostics.Metrics;
using PolicyProxy.Policy;
using PolicyProxy.Yarp.Proxy;

namespace PolicyProxy.Yarp.Diagnostics;

/// <summary>What the policy counts. Tags are closed sets: no contact, no account, no path.</summary>
internal sealed class MessagingMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "PolicyProxy";

    private readonly Counter<long> _sends;
    private readonly Counter<long> _clientContacts;
    private readonly Counter<long> _webhooks;
    private readonly Counter<long> _windowCacheHits;
    private readonly Counter<long> _notifications;

    public MessagingMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _sends = meter.CreateCounter<long>("policyproxy_sends", description: "Sends judged, by channel, verdict and reason.");
        _clientContacts = meter.CreateCounter<long>("policyproxy_client_contacts", description: "Window-opening actions of clients, by channel.");
        _webhooks = meter.CreateCounter<long>("policyproxy_webhooks", description: "Webhooks, by what became of them.");
        _windowCacheHits = meter.CreateCounter<long>("policyproxy_window_cache_hits", description: "Sends allowed by what the gateway remembers, without asking the store.");
        _notifications = meter.CreateCounter<long>("policyproxy_notifications", description: "Attempts to tell of a window that closes, by channel, type of event and result.");
    }

    /// <summary>Counts a send.</summary>
    public void Send(SendDecision decision) => _sends.Add(
        1,
        new("channel", decision.Channel.Name),
        new("verdict", MessagingOutcome.Word(decision)),
        new KeyValuePair<string, object?>("reason", decision.Verdict.Reason.Word()));

    /// <summary>Counts a client's action.</summary>
    public void ClientContact(string channel) => _clientContacts.Add(1, new KeyValuePair<string, object?>("channel", channel));

    /// <summary>Counts a send that was allowed without asking the store.</summary>
    public void WindowCacheHit() => _windowCacheHits.Add(1);

    /// <summary>Counts an attempt to tell of a window that closes.</summary>
    public void Notification(string channel, string type, string result) =>
        _notifications.Add(1, new("channel", channel), new("type", type), new KeyValuePair<string, object?>("result", result));

    /// <summary>Counts a webhook.</summary>
    public void Webhook(string result) => _webhooks.Add(1, new KeyValuePair<string, object?>("result", result));
}

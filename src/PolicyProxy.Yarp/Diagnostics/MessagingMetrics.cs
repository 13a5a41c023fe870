using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Http;
using PolicyProxy.Policy;
using PolicyProxy.Refusals;
using PolicyProxy.Yarp.Configuration;
using PolicyProxy.Yarp.Proxy;

namespace PolicyProxy.Yarp.Diagnostics;

/// <summary>What the policy counts. Tags are closed sets: no contact, no account, no path.</summary>
/// <remarks>The counts are kept here and read from here: a request costs the same however many read them, and how often.</remarks>
internal sealed class MessagingMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "PolicyProxy";

    private readonly Totals<(string Channel, string Verdict, string Reason)> _sends = new();
    private readonly Totals<string> _clientContacts = new();
    private readonly Totals<string> _unreadable = new();
    private readonly Totals<string> _webhooks = new();
    private readonly CurrentMessaging _messaging;
    private readonly RecentDecisions _decisions;
    private readonly Counter<long> _throttled;
    private readonly Counter<long> _notifications;
    private readonly Counter<long> _refusalsTold;
    private long _windowCacheHits;

    public MessagingMetrics(IMeterFactory meters, CurrentMessaging messaging, RecentDecisions decisions, IRefusalJournal? refusals = null)
    {
        (_messaging, _decisions) = (messaging, decisions);
        foreach (var result in WebhookResult.All) _webhooks.Know(result);
        var meter = meters.Create(MeterName);
        meter.CreateObservableCounter(
            "policyproxy_sends",
            MeasureSends,
            description: "Sends judged, by channel, verdict and reason.");
        meter.CreateObservableCounter(
            "policyproxy_client_contacts",
            () => MeasureChannels(_clientContacts),
            description: "Window-opening actions of clients, by channel.");
        meter.CreateObservableCounter(
            "policyproxy_client_contacts_unreadable",
            () => MeasureChannels(_unreadable),
            description: "Actions of clients that opened no window since they could not be read, by channel.");
        meter.CreateObservableCounter(
            "policyproxy_webhooks",
            () => _webhooks.Measure(static result => [new("result", result)]),
            description: "Webhooks, by what became of them.");
        meter.CreateObservableCounter(
            "policyproxy_window_cache_hits",
            () => Volatile.Read(ref _windowCacheHits),
            description: "Sends allowed by what the gateway remembers, without asking the store.");
        _throttled = meter.CreateCounter<long>("policyproxy_throttled", description: "Sends and requests above a rate limit, by route.");
        _notifications = meter.CreateCounter<long>("policyproxy_notifications", description: "Attempts to tell of a window that closes, by channel, type of event and result.");
        _refusalsTold = meter.CreateCounter<long>("policyproxy_refusals_told", description: "Attempts to tell the helpdesk of a refused message that was answered as accepted, by channel and result.");
        meter.CreateObservableGauge("policyproxy_refusals_waiting", () => refusals?.Count ?? 0, description: "Refused messages that the helpdesk has yet to be told of.");
    }

    /// <summary>Counts a send, and keeps it among the recent ones.</summary>
    public void Send(SendDecision decision)
    {
        _sends.Add((decision.Channel.Name, MessagingOutcome.Word(decision), decision.Verdict.Reason.Word()));
        _decisions.Add(decision);
    }

    /// <summary>Counts a client's action.</summary>
    public void ClientContact(string channel) => _clientContacts.Add(channel);

    /// <summary>Counts a client's action that cannot be read.</summary>
    public void UnreadableContact(string channel) => _unreadable.Add(channel);

    /// <summary>Counts a send that was allowed without asking the store.</summary>
    public void WindowCacheHit() => Interlocked.Increment(ref _windowCacheHits);

    /// <summary>Counts what was above the rate limit of the route that a request matched.</summary>
    public void Throttled(HttpContext context) =>
        _throttled.Add(1, new KeyValuePair<string, object?>("route", context.GetReverseProxyFeature().Route.Config.RouteId));

    /// <summary>Counts an attempt to tell of a window that closes.</summary>
    public void Notification(string channel, string type, string result) =>
        _notifications.Add(1, new("channel", channel), new("type", type), new KeyValuePair<string, object?>("result", result));

    /// <summary>Counts an attempt to tell the helpdesk of a refused message.</summary>
    public void RefusalTold(string channel, string result) => _refusalsTold.Add(1, new("channel", channel), new KeyValuePair<string, object?>("result", result));

    /// <summary>Counts a webhook.</summary>
    public void Webhook(string result) => _webhooks.Add(result);

    // A rate needs a count to begin with: what can be counted of the channels that are configured is there from the start.
    private IEnumerable<Measurement<long>> MeasureSends()
    {
        foreach (var channel in _messaging.Model.Channels)
        {
            foreach (var reason in Enum.GetValues<Reason>().Where(reason => reason != Reason.NotASend)) _sends.Know((channel.Name, Usual(channel, reason), reason.Word()));
        }

        return _sends.Measure(static send => [new("channel", send.Channel), new("verdict", send.Verdict), new("reason", send.Reason)]);
    }

    private IEnumerable<Measurement<long>> MeasureChannels(Totals<string> totals)
    {
        foreach (var channel in _messaging.Model.Channels) totals.Know(channel.Name);
        return totals.Measure(static channel => [new("channel", channel)]);
    }

    // The verdict that goes with a reason.
    private static string Usual(Channel channel, Reason reason)
    {
        if (channel.IsObserving) return "observed";
        return reason switch
        {
            Reason.WindowOpen or Reason.ExtendedWindowOpen or Reason.AllowedOutsideWindow or Reason.UnknownContactAllowed or Reason.WarmingUp => "allowed",
            Reason.StoreUnavailable => channel.Policy.AllowWhenUnavailable ? "allowed" : "temporary",
            Reason.Throttled => "temporary",
            _ => "refused",
        };
    }
}

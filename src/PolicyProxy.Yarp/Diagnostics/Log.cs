using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Forwarder;

namespace PolicyProxy.Yarp.Diagnostics;

/// <summary>Every line the policy writes to the log. None has a token, a secret, a query, a text or a whole contact in it.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Error, "The edited configuration is rejected, the running one stays: {Errors}", EventName = "ConfigurationRejected")]
    public static partial void ConfigurationRejected(ILogger logger, string errors);

    [LoggerMessage(2, LogLevel.Warning, "Channel {Channel} refuses every webhook until an app secret is set: put it into the environment variable Messaging__Channels__{Channel}__AppSecrets__0, or name a file that holds it in AppSecretFiles", EventName = "SecretMissing")]
    public static partial void SecretMissing(ILogger logger, string channel);

    [LoggerMessage(3, LogLevel.Warning, "Channel {Channel} takes webhooks from anybody: its Signature is Ignored", EventName = "SignatureIgnored")]
    public static partial void SignatureIgnored(ILogger logger, string channel);

    [LoggerMessage(4, LogLevel.Error, "A webhook could not be recorded and was not forwarded; the platform is asked to deliver it again: {Problem}", EventName = "NotRecorded")]
    public static partial void NotRecorded(ILogger logger, string problem);

    [LoggerMessage(5, LogLevel.Error, "A request failed by a fault of the gateway's own", EventName = "RequestFailed")]
    public static partial void RequestFailed(ILogger logger, Exception exception);

    [LoggerMessage(6, LogLevel.Warning, "A request could not be forwarded, or its answer not be relayed: {Error}, {Problem}", EventName = "NotForwarded")]
    public static partial void NotForwarded(ILogger logger, ForwarderError error, string problem);

    [LoggerMessage(7, LogLevel.Error, "What is sent to {Host} comes back to this gateway: let the gateway find the platform's real address, by a hosts file or DNS server of its own, or by a destination's Address that is a number, with the name as its Host", EventName = "GoingRound")]
    public static partial void GoingRound(ILogger logger, string host);

    [LoggerMessage(8, LogLevel.Warning, "Channel {Channel} of {Platform}: what a client did opened no window, since nothing that can be used stands at {Place}. The same is said every ten minutes at most; policyproxy explain --webhook shows what stands there", EventName = "Unreadable")]
    public static partial void Unreadable(ILogger logger, string channel, string platform, string place);

    [LoggerMessage(9, LogLevel.Warning, "Channel {Channel} of {Platform}: an event came that {Place} of the platform's description calls unreadable, an encrypted one for example, so that it opened no window. Have the platform send events that can be read. The same is said every ten minutes at most", EventName = "DescribedAsUnreadable")]
    public static partial void DescribedAsUnreadable(ILogger logger, string channel, string platform, string place);

    [LoggerMessage(31, LogLevel.Warning, "Channel {Channel} has told nobody of {News} for {Minutes} min: {Problem}. It is tried again for a day", EventName = "EventsNotTaken")]
    public static partial void EventsNotTaken(ILogger logger, string channel, string news, int minutes, string problem);

    [LoggerMessage(32, LogLevel.Information, "Channel {Channel} tells of {News} again", EventName = "EventsTakenAgain")]
    public static partial void EventsTakenAgain(ILogger logger, string channel, string news);

    [LoggerMessage(34, LogLevel.Information, "Channel {Channel} tells of windows, too, that were open before it was to tell of any: {Windows}", EventName = "WindowsTakenIn")]
    public static partial void WindowsTakenIn(ILogger logger, string channel, int windows);

    [LoggerMessage(33, LogLevel.Error, "Channel {Channel} could not tell of windows that close, by a fault of the gateway's own", EventName = "TellingFailed")]
    public static partial void TellingFailed(ILogger logger, string channel, Exception exception);

    [LoggerMessage(41, LogLevel.Warning, "Channel {Channel} refuses a message at once, since what is told later cannot be kept: {Problem}", EventName = "RefusalNotKept")]
    public static partial void RefusalNotKept(ILogger logger, string channel, string problem);

    [LoggerMessage(42, LogLevel.Error, "Channel {Channel} gives up telling the helpdesk of a refused message, which it takes for sent: it was not taken for a day", EventName = "RefusalGivenUp")]
    public static partial void RefusalGivenUp(ILogger logger, string channel);

    [LoggerMessage(43, LogLevel.Error, "Channel {Channel} could not tell of refused messages, by a fault of the gateway's own", EventName = "TellingOfRefusalsFailed")]
    public static partial void TellingOfRefusalsFailed(ILogger logger, string channel, Exception exception);
}

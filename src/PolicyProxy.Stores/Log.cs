using Microsoft.Extensions.Logging;

namespace PolicyProxy.Stores;

/// <summary>Every line the stores write to the log. None has a password or a whole contact in it.</summary>
internal static partial class Log
{
    [LoggerMessage(201, LogLevel.Error, "The store is away: {Problem}. Webhooks are recorded in the journal, open conversations go on", EventName = "StoreAway")]
    public static partial void StoreAway(ILogger logger, string problem);

    [LoggerMessage(202, LogLevel.Information, "The store is back", EventName = "StoreBack")]
    public static partial void StoreBack(ILogger logger);

    [LoggerMessage(203, LogLevel.Error, "The store works, but not for one conversation: {Problem}", EventName = "ValueUnreadable")]
    public static partial void ValueUnreadable(ILogger logger, string problem);

    [LoggerMessage(204, LogLevel.Information, "Records that waited in the journal and are in the store now: {Records}", EventName = "JournalReplayed")]
    public static partial void JournalReplayed(ILogger logger, int records);

    [LoggerMessage(205, LogLevel.Error, "Records that go on waiting in the journal, because of something under their keys that no gateway wrote: {Records}. A line before names them and says what repairs that", EventName = "JournalRefused")]
    public static partial void JournalRefused(ILogger logger, int records);

    [LoggerMessage(206, LogLevel.Warning, "Lines of the journal in {Folder} that cannot be read: {Lines}. The last one of a file is cut off when its gateway is killed while it writes; a file with others is kept there as .damaged", EventName = "JournalLinesUnreadable")]
    public static partial void JournalLinesUnreadable(ILogger logger, int lines, string folder);

    [LoggerMessage(210, LogLevel.Warning, "No record can wait for the store: as long as it is away, webhooks are refused. {Problem}", EventName = "JournalUnusable")]
    public static partial void JournalUnusable(ILogger logger, string problem);

    [LoggerMessage(211, LogLevel.Information, "The journal in {Folder} can be written again", EventName = "JournalUsable")]
    public static partial void JournalUsable(ILogger logger, string folder);

    [LoggerMessage(207, LogLevel.Warning, "The store may have lost records: {Reason}. It is told again what this gateway recorded in the last {Minutes} min", EventName = "StoreDoubted")]
    public static partial void StoreDoubted(ILogger logger, string reason, double minutes);

    [LoggerMessage(208, LogLevel.Information, "Records that the store was told again: {Records}", EventName = "Reasserted")]
    public static partial void Reasserted(ILogger logger, int records);

    [LoggerMessage(209, LogLevel.Warning, "Redis may evict windows, which closes them: its maxmemory-policy is {Policy}; set it to noeviction", EventName = "EvictionPolicy")]
    public static partial void EvictionPolicy(ILogger logger, string policy);
}

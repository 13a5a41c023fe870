namespace PolicyProxy.Yarp.Diagnostics;

/// <summary>What becomes of a webhook: the words of the log and the metrics.</summary>
internal static class WebhookResult
{
    public const string Recorded = "recorded";
    public const string NothingToRecord = "nothing-to-record";
    public const string Unreadable = "unreadable";
    public const string NotUnderstood = "not-understood";
    public const string BadSignature = "bad-signature";
    public const string Malformed = "malformed";
    public const string TooLarge = "too-large";
    public const string Overloaded = "overloaded";
    public const string StoreUnavailable = "store-unavailable";
    public const string MethodNotAllowed = "method-not-allowed";

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<string> All =
        [Recorded, NothingToRecord, Unreadable, NotUnderstood, BadSignature, Malformed, TooLarge, Overloaded, StoreUnavailable, MethodNotAllowed];

    /// <summary>What becomes of one that is forwarded.</summary>
    /// <param name="isUnderstood">Whether all of it could be read.</param>
    /// <param name="records">How many conversations it records.</param>
    /// <param name="unreadable">How much that clients did by it cannot be read.</param>
    public static string Of(bool isUnderstood, int records, int unreadable)
    {
        if (!isUnderstood) return NotUnderstood;
        if (records > 0) return Recorded;
        return unreadable > 0 ? Unreadable : NothingToRecord;
    }
}

namespace PolicyProxy.Chaos.Proof;

/// <summary>The kinds of violations.</summary>
internal static class Kinds
{
    public const string LostWebhook = "lost webhook";
    public const string ForgedWebhook = "forged webhook passed";
    public const string OutsideWindow = "send outside the window";
    public const string Duplicate = "duplicated forward";
    public const string ChangedSend = "changed send";
    public const string FalseClosed = "false closed";
    public const string StoredTooEarly = "final value too small";
    public const string StoredUnexplained = "final value unexplained";
    public const string FalseVerdict = "verdict contradicted";
    public const string BadStop = "bad stop";
}

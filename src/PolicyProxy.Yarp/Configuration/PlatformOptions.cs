using PolicyProxy.Platforms.Profiles;

namespace PolicyProxy.Yarp.Configuration;

/// <summary>One platform of <c>Platforms</c>, described so that no code is needed for it.</summary>
internal sealed class PlatformOptions
{
    /// <summary>The standard window of its channels, in hours, where they do not say another; more than 0, at most 720, by default 24.</summary>
    public double WindowHours { get; init; } = 24;

    /// <summary>The longer window of some sends; null for none.</summary>
    public ProfileExtendedWindowOptions? ExtendedWindow { get; init; }

    /// <summary>How many sends it takes in a window after each message of the client's, 1 to 1,000; null for any number.</summary>
    public int? MessagesPerWindow { get; init; }

    /// <summary>Whether a window belongs to one account: a client who wrote to one number has none with another. Not by default.</summary>
    public bool WindowIsPerAccount { get; init; }

    /// <summary>How contacts' ids are written; the first form that fits counts.</summary>
    public List<IdOptions> Contacts { get; init; } = [];

    /// <summary>How accounts' ids are written; the first form that fits counts.</summary>
    public List<IdOptions> Accounts { get; init; } = [];

    /// <summary>How sends are recognised and read.</summary>
    public ProfileSendOptions Send { get; init; } = new();

    /// <summary>How webhooks are read.</summary>
    public ProfileWebhookOptions Webhook { get; init; } = new();

    /// <summary>How refusals are worded.</summary>
    public ProfileAnswersOptions Answers { get; init; } = new();
}

/// <summary><c>ExtendedWindow</c> of a platform: which sends it takes until when, all conditions have to hold.</summary>
internal sealed class ProfileExtendedWindowOptions : RuleOptions
{
    /// <summary>The whole length, in hours; longer than <c>WindowHours</c>, at most 720, by default 168.</summary>
    public double Hours { get; init; } = 168;
}

/// <summary>How an id is written.</summary>
internal sealed class IdOptions
{
    /// <summary>What is written before it, in any letter case; nothing by default.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>What follows. A phone number by default.</summary>
    public IdKind Id { get; init; }
}

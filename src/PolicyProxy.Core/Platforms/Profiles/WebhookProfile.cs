using System.Text;

namespace PolicyProxy.Platforms.Profiles;

/// <summary>How the body of a webhook is written.</summary>
internal enum WebhookForm
{
    /// <summary>As JSON. The default.</summary>
    Json,

    /// <summary>As a form.</summary>
    Form,

    /// <summary>As XML.</summary>
    Xml,
}

/// <summary>How the webhooks of a profile's platform are read.</summary>
internal sealed record WebhookProfile
{
    /// <summary>How the body is written.</summary>
    public required WebhookForm Form { get; init; }

    /// <summary>The members that lead to the events, a <c>[]</c> behind the names of arrays; none when the body itself is the event.</summary>
    public required IReadOnlyList<string> Events
    {
        get;
        init
        {
            field = value;
            Way = [.. value.Select(segment => (Encoding.UTF8.GetBytes(ValuePaths.Name(segment)), segment.EndsWith("[]", StringComparison.Ordinal)))];
        }
    }

    internal IReadOnlyList<(byte[] Utf8, bool IsArray)> Way { get; private init; } = [];

    /// <summary>The values that are read of an event.</summary>
    public required ValuePaths Values { get; init; }

    /// <summary>What has to hold for an event to be a client's act that opens the window.</summary>
    public required IReadOnlyList<Condition> When { get; init; }

    /// <summary>What is an event that nobody here can read: all conditions of one of these hold.</summary>
    public IReadOnlyList<IReadOnlyList<Condition>> Unreadable { get; init; } = [];

    /// <summary>Where the contact's ids stand; all of them are recorded.</summary>
    public required IReadOnlyList<ValueSource> Contact { get; init; }

    /// <summary>Where the account stands.</summary>
    public required IReadOnlyList<ValueSource> Account { get; init; }

    /// <summary>When the client acted; null for the time of receipt.</summary>
    public int? TimeSlot { get; init; }
}

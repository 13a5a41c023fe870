using PolicyProxy.Policy;

namespace PolicyProxy.Platforms.Profiles;

/// <summary>Where the parameters of a send stand.</summary>
internal enum ParameterPlace
{
    /// <summary>In a JSON body.</summary>
    Json,

    /// <summary>In a form.</summary>
    Form,

    /// <summary>In a multipart body.</summary>
    Multipart,

    /// <summary>In the query.</summary>
    Query,

    /// <summary>In an XML body.</summary>
    Xml,
}

/// <summary>How the sends of a profile's platform are recognised and read.</summary>
internal sealed record SendProfile
{
    /// <summary>The paths of sends.</summary>
    public required IReadOnlyList<PathPattern> Paths { get; init; }

    /// <summary>The verbs of sends, in capitals; other ones than GET, HEAD, OPTIONS and DELETE are taken for them.</summary>
    public required IReadOnlyList<string> Methods { get; init; }

    /// <summary>Where the parameters stand.</summary>
    public required IReadOnlyList<ParameterPlace> Parameters { get; init; }

    /// <summary>The values that are read.</summary>
    public required ValuePaths Values { get; init; }

    /// <summary>Where the recipient stands; what stands in several places has to be the same.</summary>
    public required IReadOnlyList<ValueSource> Recipient { get; init; }

    /// <summary>Where the account stands.</summary>
    public required IReadOnlyList<ValueSource> Account { get; init; }

    /// <summary>What is no send: all conditions of one of these hold.</summary>
    public required IReadOnlyList<IReadOnlyList<Condition>> NotASend { get; init; }

    /// <summary>What the platform lets through outside the window, the first that fits.</summary>
    public required IReadOnlyList<(OutsideWindowKind Kind, IReadOnlyList<Condition> When)> Outside { get; init; }

    /// <summary>The values that are read of the platform's answer.</summary>
    public required ValuePaths AnswerValues { get; init; }

    /// <summary>What its answer says where it has not taken a send: all conditions of one of these hold.</summary>
    public required IReadOnlyList<IReadOnlyList<Condition>> NotTaken { get; init; }

    /// <summary>What has to hold for the platform to take a send in the extended part of the window; none when it has no such part.</summary>
    public required IReadOnlyList<Condition> Extended { get; init; }
}

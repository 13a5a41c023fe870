namespace PolicyProxy.Yarp.Configuration;

/// <summary><c>Answers</c> of a platform.</summary>
internal sealed class ProfileAnswersOptions
{
    /// <summary>The window is closed.</summary>
    public AnswerOptions Closed { get; init; } = new();

    /// <summary>The request cannot be read exactly one way, or is too large.</summary>
    public AnswerOptions Invalid { get; init; } = new();

    /// <summary>The rate limit is reached.</summary>
    public AnswerOptions Throttled { get; init; } = new();

    /// <summary>Something failed that may work later.</summary>
    public AnswerOptions Unavailable { get; init; } = new();

    /// <summary>As many messages as <c>MessagesPerWindow</c> says were sent. As <c>Closed</c> when null.</summary>
    public AnswerOptions? MessageLimit { get; init; }

    /// <summary>With <c>Refusal</c> Asynchronous: the platform takes the send, with status 200 where there is none. Null when it refuses in the answer only.</summary>
    public AnswerOptions? Accepted { get; init; }

    /// <summary>What tells afterwards that it failed. Null when the platform refuses in the answer only.</summary>
    public FailureOptions? Failed { get; init; }
}

/// <summary>One answer.</summary>
internal sealed class AnswerOptions
{
    /// <summary>The status; null for the one that says what happened (400, 413, 429, 502, 503, 504).</summary>
    public int? Status { get; init; }

    /// <summary>The content type. <c>application/json</c> by default.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>Further headers, each as <c>Name: value</c>.</summary>
    public List<string> Headers { get; init; } = [];

    /// <summary>The JSON body, as a text; single quotes do. In its texts <c>{message}</c>, <c>{agent}</c>, <c>{title}</c>, <c>{status}</c> and <c>{trace}</c> are filled in.</summary>
    public string? Body { get; init; }
}

/// <summary>The webhook that says that a message failed.</summary>
internal sealed class FailureOptions
{
    /// <summary>The path of the value by which a send says where it is told of; null where sends do not.</summary>
    public string? Url { get; init; }

    /// <summary>The content type. <c>application/json</c> by default; <c>application/x-www-form-urlencoded</c> for a form.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>
    /// The body, as a text: JSON, in which single quotes do, or a form. Filled in are <c>{id}</c> (32 hexadecimal digits, the same as in
    /// <c>Accepted</c>), <c>{date}</c>, <c>{message}</c>, <c>{agent}</c>, <c>{title}</c> and, of the send, <c>{send.VALUE}</c>.
    /// </summary>
    public string? Body { get; init; }
}

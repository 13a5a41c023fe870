namespace PolicyProxy.Yarp.Configuration;

/// <summary>The configuration cannot be used.</summary>
public sealed class MessagingConfigurationException : Exception
{
    /// <summary>A configuration with the given errors.</summary>
    /// <param name="errors">One line an error; each names the key and says what would be right.</param>
    public MessagingConfigurationException(IReadOnlyList<string> errors)
        : base($"The configuration has {errors?.Count} error(s):{Environment.NewLine}{string.Join(Environment.NewLine, errors ?? [])}") =>
        Errors = errors ?? [];

    /// <summary>A configuration with one error.</summary>
    public MessagingConfigurationException(string message)
        : this([message])
    {
    }

    /// <summary>A configuration with one error, which <paramref name="innerException"/> caused.</summary>
    public MessagingConfigurationException(string message, Exception innerException)
        : base(message, innerException) =>
        Errors = [message];

    /// <summary>A configuration that cannot be used.</summary>
    public MessagingConfigurationException()
        : this([])
    {
    }

    /// <summary>One line an error.</summary>
    public IReadOnlyList<string> Errors { get; }
}

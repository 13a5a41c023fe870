using System.Text;
using PolicyProxy.Policy;
using PolicyProxy.Yarp.Notifications;

namespace PolicyProxy.Yarp.Configuration;

/// <summary>Reads who is told that a channel's windows close, collecting everything wrong with it.</summary>
/// <param name="errors">Takes one line an error. None repeats the address or the secret.</param>
internal sealed class NotifyReader(ICollection<string> errors)
{
    /// <summary>Who is told and when; null when it cannot be used.</summary>
    /// <param name="key">The key that the options are under.</param>
    /// <param name="options">The options.</param>
    /// <param name="policy">The channel's rule.</param>
    public NotifyPolicy? Read(string key, NotifyOptions options, ChannelPolicy policy)
    {
        var url = ReadUrl(key, options.Url);
        var secret = ReadSecret(key, options);

        // The end of the window is the end after which nothing can be sent any more.
        var length = policy.LongestWindow - policy.CloseEarly;
        foreach (var minutes in options.BeforeMinutes.Where(minutes => minutes < 1 || TimeSpan.FromMinutes(minutes) >= length))
            errors.Add($"{key}:BeforeMinutes: {minutes} is not right; whole minutes from 1 to less than the window ({length.TotalMinutes:0.##}) belong here.");

        return url is null || secret is null ? null : new(url, Encoding.UTF8.GetBytes(secret), length, options.BeforeMinutes);
    }

    private Uri? ReadUrl(string key, string? text)
    {
        if (WebAddress.TryRead(text, out var url)) return url;
        errors.Add(string.IsNullOrWhiteSpace(text)
            ? $"{key}:Url: is missing; an address such as https://helpdesk.example.com/windows belongs here."
            : $"{key}:Url: is not right; an address such as https://helpdesk.example.com/windows, without a user name or password, belongs here.");
        return null;
    }

    private string? ReadSecret(string key, NotifyOptions options)
    {
        if (options.SecretFile is not null && options.Secret is not null)
            errors.Add($"{key}:SecretFile: there is a Secret, too; leave one of the two out.");
        if (options.SecretFile is { } file) return SecretFile.Read($"{key}:SecretFile", file, "secret", errors);
        if (!string.IsNullOrWhiteSpace(options.Secret)) return options.Secret;
        errors.Add($"{key}:Secret: is missing; a text that only the gateway and the receiver know belongs here, so that the receiver can tell events from forgeries.");
        return null;
    }
}

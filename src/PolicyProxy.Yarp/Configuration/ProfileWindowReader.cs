namespace PolicyProxy.Yarp.Configuration;

/// <summary>Sees whether a platform's description of its window can be used, collecting everything wrong with it.</summary>
/// <param name="key">The key that it is under.</param>
/// <param name="errors">Takes one line an error.</param>
internal sealed class ProfileWindowReader(string key, ICollection<string> errors)
{
    private const double LongestHours = 30 * 24;
    private const int MostMessages = 1000;

    /// <summary>Checks how long it is, for what it is longer, and how many messages are taken in it.</summary>
    public void Check(PlatformOptions options)
    {
        if (options.WindowHours is <= 0 or > LongestHours)
            errors.Add($"{key}:WindowHours: {options.WindowHours} is not right; a number of hours above 0 and up to {LongestHours} (30 days) belongs here.");
        if (options.ExtendedWindow is { } extended && (extended.Hours <= options.WindowHours || extended.Hours > LongestHours))
            errors.Add($"{key}:ExtendedWindow:Hours: {extended.Hours} is not right; more than WindowHours ({options.WindowHours}) and at most {LongestHours} (30 days) belongs here.");
        if (options.MessagesPerWindow is { } most) CheckCount(most);
        else CheckNothingIsCounted(options);
    }

    private void CheckCount(int most)
    {
        if (most is < 1 or > MostMessages)
            errors.Add($"{key}:MessagesPerWindow: {most} is not right; a whole number from 1 to {MostMessages} belongs here, or leave the key out for any number.");
    }

    private void CheckNothingIsCounted(PlatformOptions options)
    {
        if (options.Answers.MessageLimit is not null)
            errors.Add($"{key}:Answers:MessageLimit: MessagesPerWindow is missing, so that nothing is refused with it; leave the key out.");
        if (options.Send.NotTaken.Count > 0) errors.Add($"{key}:Send:NotTaken: MessagesPerWindow is missing, so that nothing is counted; leave the key out.");
    }
}

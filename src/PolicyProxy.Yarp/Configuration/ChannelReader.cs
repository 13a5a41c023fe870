using System.Collections.Frozen;
using System.Text;
using PolicyProxy.Platforms;
using PolicyProxy.Policy;
using PolicyProxy.Windows;

namespace PolicyProxy.Yarp.Configuration;

/// <summary>Makes channels of their options, collecting everything wrong with them.</summary>
/// <param name="platforms">The platforms there are, by name; null for one that has errors of its own.</param>
/// <param name="errors">Takes one line an error.</param>
internal sealed class ChannelReader(FrozenDictionary<string, IPlatform?> platforms, ICollection<string> errors)
{
    private const double LongestHours = 30 * 24;

    private static readonly TimeSpan DefaultWindow = new ChannelPolicy().Window;

    /// <summary>The channel, or null when it cannot be used.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="options">Its options.</param>
    /// <param name="store">The store's options, which say what to do while it is away.</param>
    /// <param name="routeAccounts">The accounts that send routes fix for it.</param>
    public Channel? Read(string name, ChannelOptions options, StoreOptions store, IReadOnlyCollection<string> routeAccounts)
    {
        var key = $"Messaging:Channels:{name}";
        if (name.Length > 64 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.'))
            errors.Add($"{key}: a channel's name has 1 to 64 letters, digits, '_', '-' and '.'.");

        var platform = FindPlatform(key, options);
        var hours = options.WindowHours ?? (platform?.Window ?? DefaultWindow).TotalHours;
        CheckNumbers(key, options, hours);
        var secrets = ReadSecrets(key, options);
        if (platform is null) return null;

        var own = ReadAccounts(key, options, platform);
        CheckProof(key, options, platform);

        var extended = ReadExtended(key, options, platform, hours);
        if (options.Login == Login.Instagram && platform.Name != "Instagram")
            errors.Add($"{key}:Login: only a channel of the platform Instagram has a login; leave the key out.");

        var accounts = own.Concat(routeAccounts).Distinct().ToList();
        var policy = ReadPolicy(options, store, platform, hours, extended);
        var refusals = new RefusalReader(key, options, platform, errors);
        return new(name, platform, policy)
        {
            IsObserving = options.Mode == ChannelMode.Observe,
            IgnoresSignature = options.Signature == SignatureRule.Ignored,
            RefusesLater = refusals.ReadRule(),
            RefusalUrl = refusals.ReadUrl(),
            RefusalHosts = refusals.ReadHosts(),
            Accounts = own.ToFrozenSet(),
            PublicUrl = options.PublicUrl?.TrimEnd('/') ?? "",
            OnlyAccount = accounts.Count == 1 ? accounts[0] : null,
            Secrets = secrets,
            Login = options.Login,
            AutomaticHeader = ReadAutomaticHeader(key, options),
            Notify = options.Notify is { } notify ? new NotifyReader(errors).Read($"{key}:Notify", notify, policy) : null,
            Texts = new TextsReader($"{key}:Texts", policy, errors).Read(options.Texts),
        };
    }

    private IPlatform? FindPlatform(string key, ChannelOptions options)
    {
        if (options.Platform is not null && platforms.TryGetValue(options.Platform, out var platform)) return platform;
        var known = string.Join(" or ", platforms.Select(pair => pair.Value?.Name ?? pair.Key).Order());
        errors.Add(options.Platform is null
            ? $"{key}:Platform: is missing; {known} belongs here."
            : $"{key}:Platform: \"{options.Platform}\" is not a known platform; {known} belongs here.");
        return null;
    }

    private void CheckNumbers(string key, ChannelOptions options, double hours)
    {
        if (hours is <= 0 or > LongestHours)
            errors.Add($"{key}:WindowHours: {hours} is not right; a number of hours above 0 and up to {LongestHours} (30 days) belongs here.");
        else if (options.CloseEarlySeconds < 0 || options.CloseEarlySeconds >= hours * 3600)
            errors.Add($"{key}:CloseEarlySeconds: {options.CloseEarlySeconds} is not right; a number of seconds from 0 up to less than the window belongs here.");
    }

    private List<string> ReadAccounts(string key, ChannelOptions options, IPlatform platform)
    {
        var accounts = new List<string>(options.Accounts.Count);
        foreach (var account in options.Accounts)
        {
            if (platform.CanonicalAccount(account) is { } id) accounts.Add(id);
            else errors.Add($"{key}:Accounts: \"{account}\" is not right; an account id of {platform.AccountForm} belongs here.");
        }

        return accounts;
    }

    private void CheckProof(string key, ChannelOptions options, IPlatform platform)
    {
        var isRequired = options.Signature == SignatureRule.Required;
        if (isRequired && platform.Api.Proof is null)
            errors.Add($"{key}:Signature: {platform.Name} does not sign its webhooks; Ignored belongs here, and a route that only the platform can reach.");

        var needsUrl = isRequired && platform.Api.Proof is { CoversAddress: true };
        if (options.PublicUrl is null ? needsUrl : !Uri.TryCreate(options.PublicUrl, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.Query.Length > 0)
            errors.Add($"{key}:PublicUrl: {(options.PublicUrl is null ? "is missing" : "is not right")}; the address by which {platform.Name} reaches the gateway, up to the path, such as https://chat.example.com, belongs here.");
    }

    private ExtendedWindow? ReadExtended(string key, ChannelOptions options, IPlatform platform, double hours)
    {
        // A channel whose standard window is as long has no use for the platform's.
        if (options.ExtendedWindow is not { } extended) return platform.ExtendedWindow is { } length && length.TotalHours > hours ? ExtendedWindow.OfPlatform(length) : null;
        if (!platform.CanExtendWindow)
            errors.Add($"{key}:ExtendedWindow: {platform.Name} has {(platform.ExtendedWindow is null ? "no extended window" : "one of its own")}; remove the key.");
        else if (extended.Hours <= hours || extended.Hours > LongestHours)
            errors.Add($"{key}:ExtendedWindow:Hours: {extended.Hours} is not right; more than WindowHours ({hours}) and at most {LongestHours} (30 days) belongs here.");
        else
            return new(TimeSpan.FromHours(extended.Hours), extended.Tag, extended.Content?.ToFrozenSet() ?? ExtendedWindow.DefaultContent);
        return null;
    }

    private KeyValuePair<string, string>? ReadAutomaticHeader(string key, ChannelOptions options)
    {
        if (options.ExtendedWindow is not { } extended) return null;
        var parts = extended.AutomaticHeader.Split(':', 2, StringSplitOptions.TrimEntries);
        if (parts is [{ Length: > 0 }, { Length: > 0 }]) return new(parts[0], parts[1]);
        errors.Add($"{key}:ExtendedWindow:AutomaticHeader: \"{extended.AutomaticHeader}\" is not right; a header and its value, such as \"X-Message-Origin: bot\", belong here.");
        return null;
    }

    private List<byte[]> ReadSecrets(string key, ChannelOptions options)
    {
        var secrets = new List<byte[]>();
        foreach (var secret in options.AppSecrets)
        {
            if (string.IsNullOrWhiteSpace(secret)) errors.Add($"{key}:AppSecrets: holds an empty secret; remove it, or put the app secret there.");
            else secrets.Add(Encoding.UTF8.GetBytes(secret));
        }

        foreach (var file in options.AppSecretFiles)
        {
            if (SecretFile.Read($"{key}:AppSecretFiles", file, "app secret", errors) is { } secret) secrets.Add(Encoding.UTF8.GetBytes(secret));
        }

        return secrets;
    }

    private static ChannelPolicy ReadPolicy(ChannelOptions options, StoreOptions store, IPlatform platform, double windowHours, ExtendedWindow? extended)
    {
        // Out of range is reported above; the value here only has to be one that TimeSpan takes.
        var hours = Math.Clamp(windowHours, 0, LongestHours);
        return new()
        {
            Window = TimeSpan.FromHours(hours),
            Extended = extended,
            MessagesPerWindow = platform.MessagesPerWindow,
            CloseEarly = TimeSpan.FromSeconds(Math.Clamp(options.CloseEarlySeconds, 0, hours * 3600)),
            AllowedOutsideWindow = options.AllowedOutsideWindow.Where(platform.OutsideWindowKinds.Contains).ToFrozenSet(),
            UnknownContacts = options.UnknownContacts,
            AllowWhenUnavailable = store.WhenUnavailable == WhenUnavailable.Allow,
        };
    }
}

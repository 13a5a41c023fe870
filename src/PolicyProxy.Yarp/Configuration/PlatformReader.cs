using PolicyProxy.Platforms;
using PolicyProxy.Platforms.Profiles;

namespace PolicyProxy.Yarp.Configuration;

/// <summary>Makes a platform of what describes it, collecting everything wrong with it.</summary>
/// <param name="key">The key that it is under.</param>
/// <param name="errors">Takes one line an error.</param>
internal sealed class PlatformReader(string key, ICollection<string> errors)
{
    /// <summary>The platform; null when it cannot be used.</summary>
    public IPlatform? Read(string name, PlatformOptions options)
    {
        var before = errors.Count;
        new ProfileWindowReader(key, errors).Check(options);
        if (options.Contacts.Count == 0) errors.Add($"{key}:Contacts: is empty; at least one form that contacts' ids have, such as {{ \"Id\": \"Phone\" }}, belongs here.");
        if (options.WindowIsPerAccount && options.Accounts.Count == 0)
            errors.Add($"{key}:Accounts: is empty, and windows are an account's; at least one form that accounts' ids have, such as {{ \"Id\": \"Phone\" }}, belongs here.");
        else if (options.Accounts.Count == 0 && options.Send.Account.Count + options.Webhook.Account.Count > 0)
            errors.Add($"{key}:Accounts: is empty, and accounts are read; at least one form that their ids have, such as {{ \"Id\": \"Phone\" }}, belongs here.");

        var contacts = ReadForms($"{key}:Contacts", options.Contacts);
        var accounts = ReadForms($"{key}:Accounts", options.Accounts);
        CheckBeginnings($"{key}:Send:Recipient", options.Send.Recipient, contacts);
        CheckBeginnings($"{key}:Send:Account", options.Send.Account, accounts);
        CheckBeginnings($"{key}:Webhook:Contact", options.Webhook.Contact, contacts);
        CheckBeginnings($"{key}:Webhook:Account", options.Webhook.Account, accounts);
        var send = ReadSend(options.Send, options.ExtendedWindow);
        var webhook = ReadWebhook(options.Webhook);
        var proof = ReadProof(options.Webhook);
        var reader = new AnswersReader($"{key}:Answers", errors);
        var answers = reader.ReadAnswers(options.Answers);
        var failures = reader.ReadFailures(options.Answers, send.Values, proof);
        if (errors.Count > before) return null;
        return new ProfilePlatform(name, contacts, accounts, send, webhook!, proof, answers!)
        {
            WindowIsPerAccount = options.WindowIsPerAccount,
            Window = TimeSpan.FromHours(options.WindowHours),
            ExtendedWindow = options.ExtendedWindow is { } longer ? TimeSpan.FromHours(longer.Hours) : null,
            MessagesPerWindow = options.MessagesPerWindow,
            Failures = failures,
        };
    }

    private List<IdForm> ReadForms(string at, List<IdOptions> forms)
    {
        for (var i = 0; i < forms.Count; i++)
        {
            if (forms[i].Prefix.Length > 32 || !forms[i].Prefix.All(c => char.IsAsciiLetterOrDigit(c) || c is ':' or '-' or '_' or '.'))
                errors.Add($"{at}:{i}:Prefix: \"{forms[i].Prefix}\" is not right; up to 32 letters, digits, ':', '-', '_' and '.' belong here.");
        }

        return [.. forms.Select(form => new IdForm(form.Prefix.ToLowerInvariant(), form.Id))];
    }

    // An id that begins as none of the forms do is never one: nothing would be recorded, and no send be allowed.
    private void CheckBeginnings(string at, List<ValueOptions> sources, List<IdForm> forms)
    {
        for (var i = 0; i < sources.Count; i++)
        {
            var beginning = sources[i].As;
            if (forms.Count == 0 || forms.Exists(form => Begins(beginning, form.Prefix) || Begins(form.Prefix, beginning))) continue;
            errors.Add($"{at}:{i}:As: \"{beginning}\" begins no id of these forms; {string.Join(" or ", forms.Select(form => $"\"{form.Prefix}\""))} belongs here.");
        }
    }

    private static bool Begins(string id, string beginning) => id.StartsWith(beginning, StringComparison.OrdinalIgnoreCase);

    private SendProfile ReadSend(ProfileSendOptions options, RuleOptions? extended)
    {
        var at = $"{key}:Send";
        var paths = new List<PathPattern>();
        if (options.Paths.Count == 0) errors.Add($"{at}:Paths: is empty; the path of a send, such as /v1/messages, belongs here.");
        for (var i = 0; i < options.Paths.Count; i++)
        {
            if (PathPattern.Parse(options.Paths[i]) is { } pattern) paths.Add(pattern);
            else errors.Add($"{at}:Paths:{i}: \"{options.Paths[i]}\" is not right; a path such as /v1/messages or /bot{{token}}/send{{what}} belongs here.");
        }

        foreach (var method in options.Methods.Where(method => method.Length == 0 || !method.All(char.IsAsciiLetterUpper)))
            errors.Add($"{at}:Methods: \"{method}\" is not right; a verb in capitals, such as POST, belongs here.");
        if (options.Parameters.Count == 0) errors.Add($"{at}:Parameters: is empty; {string.Join(" or ", Enum.GetNames<ParameterPlace>())} belongs here.");
        if (options.Recipient.Count == 0) errors.Add($"{at}:Recipient: is empty; where the recipient stands, such as {{ \"Value\": \"to\" }}, belongs here.");

        var values = new ValuePaths([.. paths.SelectMany(path => path.Captures)]) { CanReadHeaders = true };
        var reader = new ValueReader(values, errors);
        var answerValues = new ValuePaths([]);
        var answerReader = new ValueReader(answerValues, errors);
        return new()
        {
            Paths = paths,
            Methods = options.Methods.Count == 0 ? ["POST"] : options.Methods,
            Parameters = options.Parameters,
            Values = values,
            Recipient = reader.ReadSources($"{at}:Recipient", options.Recipient),
            Account = reader.ReadSources($"{at}:Account", options.Account),
            NotASend = [.. options.NotASend.Select((rule, i) => reader.ReadRule($"{at}:NotASend:{i}", rule))],
            Outside = [.. options.Outside.Select((rule, i) => (rule.Kind, reader.ReadRule($"{at}:Outside:{i}", rule)))],
            AnswerValues = answerValues,
            NotTaken = [.. options.NotTaken.Select((rule, i) => answerReader.ReadRule($"{at}:NotTaken:{i}", rule))],
            Extended = extended is null ? [] : reader.ReadRule($"{key}:ExtendedWindow", extended),
        };
    }

    private WebhookProfile? ReadWebhook(ProfileWebhookOptions options)
    {
        var at = $"{key}:Webhook";
        if (options.Contact.Count == 0) errors.Add($"{at}:Contact: is empty; where the client's id stands, such as {{ \"Value\": \"from\" }}, belongs here.");
        if (options.When.Count == 0) errors.Add($"{at}:When: is empty, so that every event would open a window; what tells a client's act, such as {{ \"Value\": \"type\", \"In\": [\"message\"] }}, belongs here.");
        var events = options.Events.Split('.', StringSplitOptions.RemoveEmptyEntries);
        if (options.Body != WebhookForm.Json && events.Length > 0) errors.Add($"{at}:Events: {(options.Body == WebhookForm.Form ? "a form" : "an XML body")} is one event; leave the key out.");
        else if (!ValuePaths.AreSegments(events)) errors.Add($"{at}:Events: \"{options.Events}\" is not right; names with dots between them, and [] behind those of arrays, belong here.");

        var values = new ValuePaths([]);
        var reader = new ValueReader(values, errors);
        return new()
        {
            Form = options.Body,
            Events = events,
            Values = values,
            When = reader.ReadConditions($"{at}:When", options.When),
            Unreadable = [.. options.Unreadable.Select((rule, i) => reader.ReadRule($"{at}:Unreadable:{i}", rule))],
            Contact = reader.ReadSources($"{at}:Contact", options.Contact),
            Account = reader.ReadSources($"{at}:Account", options.Account),
            TimeSlot = options.Time is { } time ? reader.ReadSlot($"{at}:Time", time) : null,
        };
    }

    private IWebhookProof? ReadProof(ProfileWebhookOptions options)
    {
        var isToken = options.Verification == WebhookVerification.Token;
        if (isToken != options.TokenHeader is not null)
            errors.Add($"{key}:Webhook:TokenHeader: {(isToken ? "is missing; the header that holds the token, such as X-Webhook-Token, belongs here." : "belongs to the Verification Token; leave the key out.")}");
        else if (options.TokenHeader is { } header && !header.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') || options.TokenHeader is "")
            errors.Add($"{key}:Webhook:TokenHeader: \"{options.TokenHeader}\" is not right; a header's name belongs here.");
        return options.Verification switch
        {
            WebhookVerification.HubSignature => Platforms.Meta.HubProof.Instance,
            WebhookVerification.TwilioSignature => new TwilioSignature(),
            WebhookVerification.TikTokSignature => new TikTokSignature(),
            WebhookVerification.VonageSignature => new VonageSignature(),
            WebhookVerification.ZaloSignature => new ZaloSignature(),
            WebhookVerification.WeChatSignature => new WeChatSignature(),
            WebhookVerification.BirdSignature => new BirdSignature(),
            WebhookVerification.Token => new SharedToken(options.TokenHeader ?? ""),
            _ => null,
        };
    }
}

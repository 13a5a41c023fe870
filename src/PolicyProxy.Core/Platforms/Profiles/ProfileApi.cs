using System.Buffers;
using PolicyProxy.Platforms.Requests;
using PolicyProxy.Policy;

namespace PolicyProxy.Platforms.Profiles;

/// <summary>Reads the sends and webhooks of a platform that a profile describes.</summary>
/// <param name="platform">The platform's name.</param>
/// <param name="send">How sends are read.</param>
/// <param name="webhook">How webhooks are read.</param>
/// <param name="contacts">How contacts' ids are written.</param>
/// <param name="accounts">How accounts' ids are written.</param>
/// <param name="proof">How webhooks prove that they are authentic.</param>
internal sealed class ProfileApi(
    string platform, SendProfile send, WebhookProfile webhook, IReadOnlyList<IdForm> contacts, IReadOnlyList<IdForm> accounts, IWebhookProof? proof) : IMessagingApi
{
    private readonly string[] _platforms = [platform];

    public IWebhookProof? Proof => proof;

    public bool ReadsHeaders => send.Values.Headers.Count > 0;

    public bool TryReadClientContacts(ReadOnlySequence<byte> body, DateTimeOffset receivedAt, ICollection<ClientContact> found, ICollection<UnreadableEvent> unreadable) =>
        new ProfileWebhook(webhook, new(platform, webhook, contacts, accounts, receivedAt, found, unreadable)).TryRead(body);

    public IReadOnlyList<ClientContact> ReadChangedContacts(ReadOnlySequence<byte> body) => [];

    public IReadOnlyList<string> ReadContactIds(OutboundSend outbound, ReadOnlyMemory<byte> answer) => [];

    public bool IsNotTaken(ReadOnlyMemory<byte> answer)
    {
        if (send.NotTaken.Count == 0) return false;
        var values = new ProfileValues(send.AnswerValues);
        JsonValues.Read(answer.Span, send.AnswerValues.Root, values);
        if (values.Problem is not null) return false;
        for (var i = 0; i < send.NotTaken.Count; i++)
        {
            if (Condition.AllHold(send.NotTaken[i], values)) return values.Problem is null;
        }

        return false;
    }

    public SendTarget ReadTarget(in ApiRequest request)
    {
        // A segment that is nothing but a format, as in /messages/.json, is the path before it for some servers.
        if (!PathText.IsPlain(request.Path) || request.Path.Contains("/.", StringComparison.Ordinal))
        {
            return MaySend(request) && PathText.Readings(request.Path).Any(reading => PathText.FoldedSegments(reading).Any(CouldSend))
                ? SendTarget.NotUnderstood("the path can be read as a send in one way and as something else in another")
                : SendTarget.None;
        }

        var segments = PathText.Segments(request.Path);
        if (Find(segments) is not { } pattern || !MaySend(request)) return SendTarget.None;
        return SendTarget.At("", pattern.Canonical(segments, request.Path), request.FixedAccount);
    }

    public SendReading ReadSends(SendTarget target, in ApiRequest request, ReadOnlySequence<byte> body)
    {
        ArgumentNullException.ThrowIfNull(target);
        var segments = PathText.Segments(target.CanonicalPath);
        var values = new ProfileValues(send.Values);
        if (Find(segments) is not { } pattern) return Problem("the path is not that of a send");
        pattern.Capture(segments, send.Values, values);
        ProfileRequest.Read(platform, send, request, body, values);
        if (values.Problem is not null) return Problem(values.Problem);

        for (var i = 0; i < send.NotASend.Count; i++)
        {
            if (Condition.AllHold(send.NotASend[i], values)) return values.Problem is { } odd ? Problem(odd) : SendReading.NotASend;
        }

        return Judgeable(target, values);
    }

    private SendReading Judgeable(SendTarget target, ProfileValues values)
    {
        string? contact = null, written = null;
        for (var i = 0; i < send.Recipient.Count; i++)
        {
            if (send.Recipient[i].Read(values) is not { } place) continue;
            written = place;
            if (IdForm.CanonicalAny(contacts, written) is not { } id) return Problem(values.Problem ?? Misformed(send.Recipient[i], contacts));
            if (contact is not null && contact != id) return Problem($"{Place(send.Recipient[i])} names another recipient than what stands before it");
            contact = id;
        }

        var account = target.Account;
        for (var i = 0; i < send.Account.Count; i++)
        {
            if (send.Account[i].Read(values) is not { } place) continue;
            if (IdForm.ReadAny(accounts, place) is not { } id) return Problem(values.Problem ?? Misformed(send.Account[i], accounts));
            if (account is not null && account != id) return Problem($"{Place(send.Account[i])} names another account than {(account == target.Account ? "the route fixes" : "what stands before it")}");
            account = id;
        }

        var outside = OutsideKind(values);
        var isPermittedInExtended = send.Extended.Count > 0 && Condition.AllHold(send.Extended, values);
        if (values.Problem is not null) return Problem(values.Problem);
        if (contact is null) return Problem($"there is no recipient at {string.Join(" or ", send.Recipient.Select(PlaceInWords).Distinct())}");
        var outbound = new ProfileSend(values)
        {
            Platforms = _platforms,
            Account = account,
            Contact = contact,
            WrittenContact = written,
            Content = outside == OutsideWindowKind.Template ? ContentKind.Template : ContentKind.Other,
            OutsideKind = outside,
            IsPermittedInExtended = isPermittedInExtended,
        };
        return SendReading.Of(outbound) with { Platforms = _platforms };
    }

    private OutsideWindowKind? OutsideKind(ProfileValues values)
    {
        for (var i = 0; i < send.Outside.Count; i++)
        {
            if (Condition.AllHold(send.Outside[i].When, values)) return send.Outside[i].Kind;
        }

        return null;
    }

    private string Misformed(ValueSource source, IReadOnlyList<IdForm> forms) => $"{Place(source)} is not {source.InWords(forms)}";

    private string Place(ValueSource source) => send.Values.Path(source.Slot);

    // Where one place takes another's stead, that goes without saying.
    // What stands somewhere or not decides, too, but to name it would not help whoever forgot the recipient.
    private string PlaceInWords(ValueSource source)
    {
        var deciding = source.When
            .Where(condition => condition.Kind is not (ConditionKind.Exists or ConditionKind.Missing) && !send.Recipient.Any(other => other.Slot == condition.Slot))
            .Select(condition => send.Values.Path(condition.Slot))
            .Distinct()
            .ToList();
        return deciding.Count == 0 ? Place(source) : $"{Place(source)} (as {string.Join(" and ", deciding)} says)";
    }

    private SendReading Problem(string problem) => SendReading.NotUnderstood(problem) with { Platforms = _platforms };

    // A server may read a body, or take an override, whatever the verb.
    private bool MaySend(in ApiRequest request) =>
        request.Method is not ("GET" or "HEAD" or "OPTIONS" or "DELETE")
        || request.HasBody
        || send.Methods.Contains(request.Method)
        || FormText.HasMethodOverride(request.Query);

    private PathPattern? Find(ReadOnlySpan<string> segments)
    {
        for (var i = 0; i < send.Paths.Count; i++)
        {
            if (send.Paths[i].Matches(segments)) return send.Paths[i];
        }

        return null;
    }

    private bool CouldSend(string folded)
    {
        for (var i = 0; i < send.Paths.Count; i++)
        {
            if (send.Paths[i].CouldEndWith(folded)) return true;
        }

        return false;
    }
}

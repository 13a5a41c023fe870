using PolicyProxy.Platforms.Meta.Webhooks;
using PolicyProxy.Policy;

namespace PolicyProxy.Platforms.Profiles;

/// <summary>
/// Takes in the events of one authentic webhook, one after the other: which are a client's act, of whom, and when. An event that cannot be
/// read exactly one way records nothing, and nor does one that is not known.
/// </summary>
internal sealed class ProfileActs(
    string platform, WebhookProfile webhook, IReadOnlyList<IdForm> contactForms, IReadOnlyList<IdForm> accountForms, DateTimeOffset receivedAt, ICollection<ClientContact> found,
    ICollection<UnreadableEvent> unreadable)
{
    // The same for every event.
    private readonly ProfileValues _values = new(webhook.Values);
    private bool _missesWay;
    private int _acts;

    /// <summary>Whether every event so far could be read exactly one way, or is none of a client's.</summary>
    public bool AreUnderstood { get; private set; } = true;

    /// <summary>Where the values of the next event go.</summary>
    public ProfileValues Next()
    {
        _values.Clear();
        return _values;
    }

    /// <summary>Takes in the event whose values have been read.</summary>
    public void Take()
    {
        if (IsUnreadable())
        {
            _values.Fail("the event is one that cannot be read");
            Miss(UnreadableEvent.Described, "an event that is described as one that cannot be read");
        }
        else if (Condition.AllHold(webhook.When, _values))
        {
            Add();
        }

        AreUnderstood &= _values.Problem is null;
    }

    /// <summary>Tells that the way to the events leads nowhere, once of a webhook: what is wrong with one step is wrong with all of them.</summary>
    /// <param name="what">What stands on the way.</param>
    /// <param name="isUnderstood">Whether the body can be one without events.</param>
    public void MissWay(string what, bool isUnderstood)
    {
        AreUnderstood &= isUnderstood;
        if (!_missesWay && webhook.Events.Count > 0) UnreadableEvent.Add(unreadable, new(platform, 0, $"Webhook:Events {string.Join('.', webhook.Events)}", what));
        _missesWay = true;
    }

    private bool IsUnreadable()
    {
        for (var i = 0; i < webhook.Unreadable.Count; i++)
        {
            if (Condition.AllHold(webhook.Unreadable[i], _values)) return true;
        }

        return false;
    }

    private void Add()
    {
        _acts++;
        if (_values.Problem is { } odd)
        {
            Miss("Webhook", odd);
            return;
        }

        var ids = new List<string>(webhook.Contact.Count);
        for (var i = 0; i < webhook.Contact.Count; i++)
        {
            if (webhook.Contact[i].Read(_values) is { } written && IdForm.CanonicalAny(contactForms, written) is { } id && !ids.Contains(id)) ids.Add(id);
        }

        string? account = null;
        for (var i = 0; i < webhook.Account.Count; i++)
        {
            if (webhook.Account[i].Read(_values) is not { } written) continue;
            var id = IdForm.ReadAny(accountForms, written);
            if (id is null || (account is not null && account != id))
            {
                Miss(nameof(webhook.Account), [webhook.Account[i]]);
                return;
            }

            account = id;
        }

        if (ids.Count == 0) Miss(nameof(webhook.Contact), webhook.Contact);
        else if (Time() is not { } time) Miss($"Webhook:Time {webhook.Values.Path(webhook.TimeSlot!.Value)}", _values.InWords(webhook.TimeSlot.Value));
        else if (_values.Problem is { } problem) Miss("Webhook", problem);
        else found.Add(new(platform, account, ids, time));
    }

    // An event that no place is looked at for is nobody's act, for example a reaction that is taken back.
    private void Miss(string part, IReadOnlyList<ValueSource> places)
    {
        var slots = places.Where(place => place.Applies(_values)).Select(place => place.Slot).Distinct().ToList();
        if (slots.Count == 0) return;
        Miss($"Webhook:{part} {string.Join(", ", slots.Select(webhook.Values.Path))}", string.Join(", ", slots.Select(_values.InWords)));
    }

    private void Miss(string place, string what) => UnreadableEvent.Add(unreadable, new(platform, _acts, place, what));

    private DateTimeOffset? Time()
    {
        if (webhook.TimeSlot is not { } slot) return receivedAt;
        return EventTime.AtMost(receivedAt, _values.Text(slot) is { } text ? EventTime.Parse(text) : null);
    }
}

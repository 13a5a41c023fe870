using System.Buffers;
using System.Text;
using System.Text.Json;
using PolicyProxy.Platforms.Meta.Webhooks;
using PolicyProxy.Platforms.Requests;
using PolicyProxy.Policy;

namespace PolicyProxy.Platforms.Profiles;

/// <summary>Reads one authentic webhook. An event that cannot be read exactly one way records nothing, and nor does one that is not known.</summary>
internal sealed class ProfileWebhook(
    string platform, WebhookProfile webhook, IReadOnlyList<IdForm> contactForms, IReadOnlyList<IdForm> accountForms, DateTimeOffset receivedAt, ICollection<ClientContact> found,
    ICollection<UnreadableEvent> unreadable)
{
    // The same for every event, one after the other.
    private readonly ProfileValues _values = new(webhook.Values);
    private readonly bool _canBeUnreadable = webhook.Unreadable.Count > 0;
    private bool _isUnderstood = true;
    private bool _missesWay;
    private int _acts;

    /// <summary>Takes in the clients' acts; false when the body, or an event in it, cannot be read.</summary>
    public bool TryRead(ReadOnlySequence<byte> body) => webhook.Form switch
    {
        WebhookForm.Form => TryReadForm(body),
        WebhookForm.Xml => TryReadXml(body),
        _ => TryReadJson(body),
    };

    private bool TryReadForm(ReadOnlySequence<byte> body)
    {
        var form = new FormValues(webhook.Values.Root, _values);
        FormText.Read(Encoding.Latin1.GetString(body), isQuery: false, form);
        Take();
        return _isUnderstood && form.HasAny;
    }

    private bool TryReadXml(ReadOnlySequence<byte> body)
    {
        XmlValues.Read(body.IsSingleSegment ? body.FirstSpan : body.ToArray(), webhook.Values.Root, _values);
        Take();
        return _isUnderstood;
    }

    // Names and numbers are read in one piece, which a body in several buffers would break anywhere.
    private bool TryReadJson(ReadOnlySequence<byte> body)
    {
        if (body.IsSingleSegment) return TryReadJson(body.FirstSpan);
        var length = checked((int)body.Length);
        var whole = ArrayPool<byte>.Shared.Rent(length);
        body.CopyTo(whole);
        var isUnderstood = TryReadJson(whole.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(whole);
        return isUnderstood;
    }

    private bool TryReadJson(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            reader.Read();
            Walk(ref reader, 0);
            return _isUnderstood && !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    // The body, and a member that leads to the events, can also be an array of them.
    private void Walk(ref Utf8JsonReader reader, int depth)
    {
        if (reader.TokenType == JsonTokenType.StartArray && (depth == 0 || webhook.Way[depth - 1].IsArray))
        {
            for (reader.Read(); reader.TokenType != JsonTokenType.EndArray; reader.Read()) Step(ref reader, depth);
        }
        else if (depth == 0 || !webhook.Way[depth - 1].IsArray)
        {
            Step(ref reader, depth);
        }
        else
        {
            MissWay($"{ValuePaths.Name(webhook.Events[depth - 1])}, and it is no array");
            _isUnderstood = false;
            reader.Skip();
        }
    }

    private void Step(ref Utf8JsonReader reader, int depth)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            MissWay(reader.TokenType == JsonTokenType.StartArray ? "an array where an object belongs" : "what is no object");
            _isUnderstood = false;
            reader.Skip();
        }
        else if (depth == webhook.Way.Count)
        {
            _values.Clear();
            JsonValues.ReadObject(ref reader, webhook.Values.Root, _values, allowsText: true);
            Take();
        }
        else
        {
            var (name, isThere) = (webhook.Way[depth].Utf8, false);
            for (reader.Read(); reader.TokenType == JsonTokenType.PropertyName; reader.Read())
            {
                var isNext = reader.ValueTextEquals(name);
                reader.Read();
                isThere |= isNext;
                if (isNext) Walk(ref reader, depth + 1);
                else reader.Skip();
            }

            // Beside the last of several members other kinds of events stand, and it does not.
            if (!isThere && (depth == 0 || depth < webhook.Way.Count - 1)) MissWay($"no {ValuePaths.Name(webhook.Events[depth])}");
        }
    }

    private void Take()
    {
        if (_canBeUnreadable && webhook.Unreadable.Any(rule => Condition.AllHold(rule, _values)))
        {
            _values.Fail("the event is one that cannot be read");
            Miss("Webhook:Unreadable", "an event that is described as one that cannot be read");
        }
        else if (Condition.AllHold(webhook.When, _values))
        {
            Add();
        }

        _isUnderstood &= _values.Problem is null;
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

    // Once of a webhook: what is wrong with the way is wrong with all of it.
    private void MissWay(string what)
    {
        if (!_missesWay && webhook.Events.Count > 0) unreadable.Add(new(platform, 0, $"Webhook:Events {string.Join('.', webhook.Events)}", what));
        _missesWay = true;
    }

    private DateTimeOffset? Time()
    {
        if (webhook.TimeSlot is not { } slot) return receivedAt;
        return EventTime.AtMost(receivedAt, _values.Text(slot) is { } text ? EventTime.Parse(text) : null);
    }
}

using System.Buffers;
using System.Text;
using System.Text.Json;
using PolicyProxy.Platforms.Meta.Webhooks;
using PolicyProxy.Platforms.Requests;
using PolicyProxy.Policy;

namespace PolicyProxy.Platforms.Profiles;

/// <summary>Reads one authentic webhook. An event that cannot be read exactly one way records nothing, and nor does one that is not known.</summary>
internal sealed class ProfileWebhook(
    string platform, WebhookProfile webhook, IReadOnlyList<IdForm> contactForms, IReadOnlyList<IdForm> accountForms, DateTimeOffset receivedAt, ICollection<ClientContact> found)
{
    // The same for every event, one after the other.
    private readonly ProfileValues _values = new(webhook.Values.Count);
    private readonly bool _canBeUnreadable = webhook.Unreadable.Count > 0;
    private bool _isUnderstood = true;

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
            _isUnderstood = false;
            reader.Skip();
        }
    }

    private void Step(ref Utf8JsonReader reader, int depth)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
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
            var name = webhook.Way[depth].Utf8;
            for (reader.Read(); reader.TokenType == JsonTokenType.PropertyName; reader.Read())
            {
                var isNext = reader.ValueTextEquals(name);
                reader.Read();
                if (isNext) Walk(ref reader, depth + 1);
                else reader.Skip();
            }
        }
    }

    private void Take()
    {
        if (_canBeUnreadable && webhook.Unreadable.Any(rule => Condition.AllHold(rule, _values))) _values.Fail("the event is one that cannot be read");
        if (_values.Problem is null && Condition.AllHold(webhook.When, _values)) Add();
        _isUnderstood &= _values.Problem is null;
    }

    private void Add()
    {
        var ids = new List<string>(webhook.Contact.Count);
        for (var i = 0; i < webhook.Contact.Count; i++)
        {
            if (webhook.Contact[i].Read(_values) is { } written && IdForm.CanonicalAny(contactForms, written) is { } id && !ids.Contains(id)) ids.Add(id);
        }

        string? account = null;
        for (var i = 0; i < webhook.Account.Count; i++)
        {
            if (webhook.Account[i].Read(_values) is not { } written) continue;
            if (IdForm.ReadAny(accountForms, written) is not { } id || (account is not null && account != id)) return;
            account = id;
        }

        if (ids.Count > 0 && Time() is { } time && _values.Problem is null) found.Add(new(platform, account, ids, time));
    }

    private DateTimeOffset? Time()
    {
        if (webhook.TimeSlot is not { } slot) return receivedAt;
        return EventTime.AtMost(receivedAt, _values.Text(slot) is { } text ? EventTime.Parse(text) : null);
    }
}

using System.Buffers;
using System.Text;
using System.Text.Json;
using PolicyProxy.Platforms.Meta.Webhooks;
using PolicyProxy.Policy;

namespace PolicyProxy.Platforms.Profiles;

/// <summary>Reads one authentic webhook. An event that cannot be read exactly one way records nothing, and nor does one that is not known.</summary>
internal sealed class ProfileWebhook(
    string platform, WebhookProfile webhook, IReadOnlyList<IdForm> contactForms, IReadOnlyList<IdForm> accountForms, DateTimeOffset receivedAt, ICollection<ClientContact> found)
{
    private bool _isUnderstood = true;

    /// <summary>Takes in the clients' acts; false when the body, or an event in it, cannot be read.</summary>
    public bool TryRead(ReadOnlySequence<byte> body) => webhook.IsForm ? TryReadForm(body) : TryReadJson(body);

    private bool TryReadForm(ReadOnlySequence<byte> body)
    {
        var values = new ProfileValues(webhook.Values.Count);
        var form = new FormValues(webhook.Values.Root, values);
        form.Read(Encoding.Latin1.GetString(body));
        Take(values);
        return _isUnderstood && form.HasAny;
    }

    private bool TryReadJson(ReadOnlySequence<byte> body)
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
        if (reader.TokenType == JsonTokenType.StartArray && (depth == 0 || IsArray(depth - 1)))
        {
            for (reader.Read(); reader.TokenType != JsonTokenType.EndArray; reader.Read()) Step(ref reader, depth);
        }
        else if (depth == 0 || !IsArray(depth - 1))
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
        else if (depth == webhook.Events.Count)
        {
            var values = new ProfileValues(webhook.Values.Count);
            JsonValues.ReadObject(ref reader, webhook.Values.Root, values, allowsText: true);
            Take(values);
        }
        else
        {
            var name = ValuePaths.Name(webhook.Events[depth]);
            for (reader.Read(); reader.TokenType == JsonTokenType.PropertyName; reader.Read())
            {
                var isNext = reader.ValueTextEquals(name);
                reader.Read();
                if (isNext) Walk(ref reader, depth + 1);
                else reader.Skip();
            }
        }
    }

    private bool IsArray(int depth) => webhook.Events[depth].EndsWith("[]", StringComparison.Ordinal);

    private void Take(ProfileValues values)
    {
        if (values.Problem is null && Condition.AllHold(webhook.When, values)) Add(values);
        _isUnderstood &= values.Problem is null;
    }

    private void Add(ProfileValues values)
    {
        var ids = new List<string>(1);
        foreach (var source in webhook.Contact)
        {
            if (source.Read(values) is { } written && IdForm.CanonicalAny(contactForms, written) is { } id && !ids.Contains(id)) ids.Add(id);
        }

        string? account = null;
        foreach (var source in webhook.Account)
        {
            if (source.Read(values) is not { } written) continue;
            if (IdForm.ReadAny(accountForms, written) is not { } id || (account is not null && account != id)) return;
            account = id;
        }

        if (ids.Count > 0 && Time(values) is { } time && values.Problem is null) found.Add(new(platform, account, ids, time));
    }

    private DateTimeOffset? Time(ProfileValues values)
    {
        if (webhook.TimeSlot is not { } slot) return receivedAt;
        return EventTime.AtMost(receivedAt, values.Text(slot) is { } text ? EventTime.Parse(text) : null);
    }
}

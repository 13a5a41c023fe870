using System.Buffers;
using System.Text;
using System.Text.Json;
using PolicyProxy.Platforms.Requests;

namespace PolicyProxy.Platforms.Profiles;

/// <summary>Finds the events in one authentic webhook, in the form that the profile says.</summary>
/// <param name="webhook">How webhooks are read.</param>
/// <param name="acts">Takes the events.</param>
internal readonly ref struct ProfileWebhook(WebhookProfile webhook, ProfileActs acts)
{
    /// <summary>Takes in the clients' acts; false when the body, or an event in it, cannot be read.</summary>
    public bool TryRead(ReadOnlySequence<byte> body) => webhook.Form switch
    {
        WebhookForm.Form => TryReadForm(body),
        WebhookForm.Xml => TryReadXml(body),
        _ => TryReadJson(body),
    };

    private bool TryReadForm(ReadOnlySequence<byte> body)
    {
        var form = new FormValues(webhook.Values.Root, acts.Next());
        FormText.Read(Encoding.Latin1.GetString(body), isQuery: false, form);
        acts.Take();
        return acts.AreUnderstood && form.HasAny;
    }

    private bool TryReadXml(ReadOnlySequence<byte> body)
    {
        XmlValues.Read(body.IsSingleSegment ? body.FirstSpan : body.ToArray(), webhook.Values.Root, acts.Next());
        acts.Take();
        return acts.AreUnderstood;
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
            return acts.AreUnderstood && !reader.Read();
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
            acts.MissWay($"{ValuePaths.Name(webhook.Events[depth - 1])}, and it is no array", isUnderstood: false);
            reader.Skip();
        }
    }

    private void Step(ref Utf8JsonReader reader, int depth)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            acts.MissWay(reader.TokenType == JsonTokenType.StartArray ? "an array where an object belongs" : "what is no object", isUnderstood: false);
            reader.Skip();
        }
        else if (depth == webhook.Way.Count)
        {
            JsonValues.ReadObject(ref reader, webhook.Values.Root, acts.Next(), allowsText: true);
            acts.Take();
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
            if (!isThere && (depth == 0 || depth < webhook.Way.Count - 1)) acts.MissWay($"no {ValuePaths.Name(webhook.Events[depth])}", isUnderstood: true);
        }
    }
}

using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using PolicyProxy.Core.Tests.Support;
using PolicyProxy.Platforms;
using Shouldly;
using Xunit;

namespace PolicyProxy.Core.Tests.Platforms;

/// <summary>
/// However a request to a described platform is written: if any server could find a client in it who has a window, it is judged for this
/// client and nobody else, or refused. What is written is known here before it is a text, so nothing is read a second time.
/// </summary>
public class ProfileSendProperties
{
    private static readonly Dictionary<string, string> Clients = new()
    {
        ["whatsapp:+15005550006"] = "whatsapp:15005550006",
        ["WhatsApp:15005550006"] = "whatsapp:15005550006",
        ["whatsapp:+1 (500) 555-0007"] = "whatsapp:15005550007",
    };

    private static readonly Gen<(string Name, string Value)> Parameter =
        from name in Gen.Frequency((3, Spelt("To")), (1, Gen.Elements("From", "Body", "x")))
        from value in Gen.Elements([.. Clients.Keys, "+15558675310", "15558675310", "", "Hi"])
        select (name, value);

    private static readonly Gen<(string Name, string Value)> Member =
        from name in Gen.Frequency((3, Spelt("channel")), (1, Gen.Elements("from", "text", "x")))
        from value in Gen.Elements("\"whatsapp\"", "\"sms\"", "\"sms\"", "\"WhatsApp\"", "\"whats\\u0061pp\"", "[\"whatsapp\"]", "{\"a\":\"sms\"}", "null", "1")
        select (name, value);

    private static readonly Gen<(string Text, (string Name, string Value)[] Written)> Form =
        from written in Gen.ArrayOf(Parameter, 3)
        from texts in Gen.CollectToArray(written, pair => from name in Encoded(pair.Name) from value in Encoded(pair.Value) select $"{name}={value}")
        from separator in Gen.Elements("&", "&", "&", ";", "&&", "&\n")
        from before in Gen.Frequency((4, Gen.Constant("")), (1, Gen.Elements("\ufeff", "&", "\n", "%EF%BB%BF")))
        select (before + string.Join(separator, texts), written);

    private static readonly Gen<(string Text, (string Name, string Value)[] Written)> Json =
        from written in Gen.ArrayOf(Member, 3)
        from texts in Gen.CollectToArray(written, pair => from name in Escaped(pair.Name) select $"\"{name}\":{pair.Value}")
        from before in Gen.Frequency((4, Gen.Constant("")), (1, Gen.Elements("\ufeff", " ", "\n", "[")))
        from after in Gen.Frequency((4, Gen.Constant("")), (1, Gen.Elements("{\"channel\":\"whatsapp\"}", "]", "\n", "\0")))
        select ($"{before}{{\"to\":\"15005550006\",{string.Join(',', texts)}}}{after}", written);

    [Property(MaxTest = 2000)]
    public Property A_form_in_which_any_server_finds_a_client_is_judged_for_this_client_or_refused() => Prop.ForAll(
        Form.ToArbitrary(),
        form => Clients.Where(client => form.Written.Any(pair => Names(pair.Name, "To") && pair.Value == client.Key))
            .All(client => IsFor(DescribedApi.ReadForm(form.Text), client.Value)));

    [Property(MaxTest = 500)]
    public Property A_query_in_which_any_server_finds_a_client_is_refused() => Prop.ForAll(
        Form.ToArbitrary(),
        form => form.Text.Contains('\ufeff', StringComparison.Ordinal)
            || !form.Written.Any(pair => Names(pair.Name, "To"))
            || DescribedApi.ReadForm("To=%2B15558675310", form.Text).Problem is not null);

    [Property(MaxTest = 2000)]
    public Property JSON_in_which_any_server_finds_the_channel_with_the_window_is_judged_for_its_client_or_refused() => Prop.ForAll(
        Json.ToArbitrary(),
        json => !json.Written.Any(pair => Names(pair.Name, "channel") && pair.Value.Contains("pp", StringComparison.Ordinal))
            || IsFor(DescribedApi.ReadJson(json.Text), "whatsapp:15005550006"));

    [Fact]
    public void What_goes_to_a_plain_number_is_no_send()
    {
        Api.InWords(DescribedApi.ReadForm("To=%2B15558675310&Body=Hi")).ShouldBe("not a send");
        Api.InWords(DescribedApi.ReadJson("""{"to":"15005550006","channel":"sms"}""")).ShouldBe("not a send");
    }

    private static bool IsFor(SendReading reading, string contact) => reading.Problem is not null || reading.Send?.Contact == contact;

    // The letters that are left of a name when everything is taken away that some server takes away.
    private static bool Names(string written, string name)
    {
        var cut = written.Split('\0', '[')[0];
        return cut.Trim('\ufeff', ' ', '\t').Replace('\u017f', 's').Replace('\u212a', 'k').Equals(name, StringComparison.OrdinalIgnoreCase);
    }

    private static Gen<string> Spelt(string name) => Gen.Frequency(
        (3, Gen.Constant(name)),
        (1, Gen.Elements(name.ToLowerInvariant(), name.ToUpperInvariant(), $" {name}", $"\t{name}", $"{name} ", $"{name}[]", $"{name}[0]", $"{name}\0x", $"\ufeff{name}")));

    private static Gen<string> Encoded(string text) => Gen.CollectToArray(text, c => c switch
    {
        ' ' => Gen.Elements("+", "%20"),
        _ when char.IsAsciiLetterOrDigit(c) => Gen.Frequency((6, Gen.Constant($"{c}")), (1, Gen.Constant($"%{(int)c:x2}"))),
        _ => Gen.Constant(Uri.EscapeDataString($"{c}")),
    }).Select(string.Concat);

    private static Gen<string> Escaped(string text) => Gen.CollectToArray(text, c =>
        char.IsAsciiLetterOrDigit(c) ? Gen.Frequency((6, Gen.Constant($"{c}")), (1, Gen.Constant($"\\u{(int)c:x4}"))) : Gen.Constant($"\\u{(int)c:X4}")).Select(string.Concat);
}

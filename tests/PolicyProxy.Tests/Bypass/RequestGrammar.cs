using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace PolicyProxy.Tests.Bypass;

/// <summary>Makes requests up: sends to one or two contacts, written in any of the ways that are known, and often a little wrong.</summary>
/// <param name="random">Decides. The same seed makes the same request.</param>
/// <param name="contacts">Messenger ids to write to.</param>
/// <param name="numbers">WhatsApp numbers to write to.</param>
internal sealed class RequestGrammar(Random random, IReadOnlyList<string> contacts, IReadOnlyList<string> numbers)
{
    private readonly List<string> _headers = [];

    /// <summary>One request.</summary>
    /// <param name="mark">A header by which it is known again.</param>
    public byte[] Next(string mark)
    {
        _headers.Clear();
        var parameters = Chance(12) ? [("batch", Batch(0))] : Parameters();
        var isBatch = parameters[0].Name == "batch";
        if (Chance(8)) parameters.Insert(random.Next(parameters.Count + 1), Twist(parameters[random.Next(parameters.Count)]));
        var inQuery = parameters.Where(_ => Chance(12)).ToList();
        if (Chance(12)) inQuery = parameters;
        var inBody = parameters.Except(inQuery).Concat(Chance(20) ? inQuery : []).ToList();
        var verb = Chance(8) ? One("GET", "PUT", "PATCH", "DELETE", "OPTIONS", "post", "SEARCH") : "POST";
        if (verb != "POST" && Chance(2)) inQuery.Add((One("method", "method", "_method", "Method"), One("post", "POST", "Post")));

        var query = string.Join(Chance(60) ? ';' : '&', inQuery.SelectMany(Pairs));
        var body = inBody.Count == 0 ? [] : Encode(Body(inBody));
        if (Chance(30) && body.Length > 0) body = Damage(body);
        var target = Path(isBatch) + (query.Length > 0 ? $"?{query.Replace(" ", "%20").Replace("\r", "").Replace("\n", "")}" : "");
        var length = body.Length > 0 ? $"Content-Length: {body.Length}\r\n" : "";
        var head = $"{verb} {target} HTTP/1.1\r\nHost: gateway\r\nX-Case: {mark}\r\n{string.Concat(_headers)}{length}\r\n";
        return [.. Encoding.Latin1.GetBytes(head), .. body];
    }

    private bool Chance(int oneIn) => random.Next(oneIn) == 0;

    private T One<T>(params T[] choices) => choices[random.Next(choices.Length)];

    private List<(string Name, string Value)> Parameters()
    {
        if (Chance(2))
        {
            List<(string, string)> parameters = [("recipient", Object(("id", Contact()))), ("message", Object(("text", Text())))];
            if (Chance(4)) parameters.Add(("messaging_type", One("\"RESPONSE\"", "\"MESSAGE_TAG\"")));
            if (Chance(6)) parameters.Add(("tag", One("\"HUMAN_AGENT\"", "\"ACCOUNT_UPDATE\"")));
            if (Chance(20)) parameters.Add(("sender_action", "\"typing_on\""));
            return parameters;
        }

        List<(string, string)> whatsApp = [("messaging_product", "\"whatsapp\""), ("to", Number()), ("text", Object(("body", Text())))];
        if (Chance(2)) whatsApp.Add(("type", One("\"text\"", "\"text\"", "\"template\"")));
        if (Chance(12)) whatsApp.RemoveAt(0);
        if (Chance(20)) whatsApp.Add(("recipient", Number()));
        return whatsApp;
    }

    private string Batch(int depth)
    {
        var elements = Enumerable.Range(0, random.Next(1, 4)).Select(_ =>
        {
            if (Chance(5)) return "{\"method\":\"GET\",\"relative_url\":\"me\"}";
            var inner = Chance(15) && depth < 2 ? [("batch", Batch(depth + 1))] : Parameters();
            var isInQuery = Chance(5);
            var text = Chance(4) ? Json(inner) : string.Join('&', inner.SelectMany(Pairs));
            var url = (One("me/messages", "me/messages", "v24.0/106540352242922/messages", "/106540352242922/messages/", "ME/Messages", "x/../me/messages", "me/%6dessages"))
                + (isInQuery ? $"?{text}" : "");
            var members = new List<(string, string)> { (Chance(20) ? "Method" : "method", One("\"POST\"", "\"POST\"", "\"post\"", "\"GET\"")), ("relative_url", Quote(url)) };
            if (!isInQuery) members.Add(("body", Quote(text)));
            if (Chance(10)) members.RemoveAt(0);
            if (Chance(15)) members.Add(Twist(members[^1]));
            return Object([.. members]);
        });
        return $"[{string.Join(',', elements)}]";
    }

    private string Path(bool isBatch)
    {
        if (isBatch) return One("/", "/v24.0", "/v24.0/", "//", "/V24.0/", "/v24.0/me");
        if (!Chance(8)) return One("/v24.0/106540352242922/messages", "/106540352242922/messages", "/v19.0/106540352242922/messages/");
        return One(
            "/v24.0/106540352242922/%6dessages", "/v24.0//106540352242922/MESSAGES", "/v24.0/x/../106540352242922/messages", "/106540352242922%2Fmessages",
            "/v24.0/106540352242922/messages;a=b", "/v24.0/106540352242922\\messages", "/v24.0/106540352242922/messages%00", "/v24.0/106540352242922/m%2565ssages",
            "/v24.0/106540352242922/marketing_messages", "/v24.0/106540352242922/messages%20", "http://gateway/106540352242922/messages", "/v24.0/106540352242922/%EF%BD%8Dessages");
    }

    // The same parameter once more, with somebody else in it, or by another name.
    private (string Name, string Value) Twist((string Name, string Value) parameter)
    {
        var name = parameter.Name;
        name = One(name, name, name.ToUpperInvariant(), $" {name}", name.Replace('_', '.'), $"{name}[id]", $"{name}\0x", char.ToUpperInvariant(name[0]) + name[1..]);
        var value = parameter.Name switch
        {
            "recipient" => Object(("id", Contact())),
            "to" => Number(),
            _ => One(parameter.Value, "null", "\"\""),
        };
        return (name, value);
    }

    private string Contact() => Id(contacts[random.Next(contacts.Count)]);

    private string Number() => Id(Chance(6) ? $"+{numbers[random.Next(numbers.Count)]}" : numbers[random.Next(numbers.Count)]);

    private string Id(string id) => random.Next(30) switch
    {
        < 20 => Quote(id),
        < 24 => id.TrimStart('+'),
        24 => $"[{Quote(id)}]",
        25 => $"{id.TrimStart('+')}.0",
        26 => $"\"{string.Concat(id.Select(c => $"\\u{(int)c:x4}"))}\"",
        27 => Quote($"{id},{contacts[random.Next(contacts.Count)]}"),
        28 => $"{{\"id\":{Quote(id)}}}",
        _ => Quote($" {id}"),
    };

    private string Text() => random.Next(8) switch
    {
        0 => Quote($"&recipient={{id:{contacts[random.Next(contacts.Count)]}}}&message={{text:1}}&"),
        1 => Quote($"\"}},\"recipient\":{{\"id\":\"{contacts[random.Next(contacts.Count)]}\"}},\"x\":{{\""),
        2 => Quote("a; b=c + d%20 \u00e4 '"),
        3 => Quote($"&to={numbers[random.Next(numbers.Count)]}&messaging_product=whatsapp&text=x&"),
        _ => Quote("hi"),
    };

    private string Object(params (string Name, string Value)[] members)
    {
        if (Chance(15)) members = [.. members, Twist(members[random.Next(members.Length)])];
        var isRelaxed = Chance(5);
        var written = members.Select(member => $"{(isRelaxed ? member.Name : Quote(member.Name))}:{(isRelaxed && member.Value.IndexOf('\'') < 0 && member.Value.IndexOf('\\') < 0 ? member.Value.Replace('"', '\'') : member.Value)}");
        return $"{{{string.Join(',', written)}{(isRelaxed && Chance(2) ? "," : "")}}}{(Chance(60) ? One("x", "}", "/**/", "\0") : "")}";
    }

    private static string Quote(string text) => $"\"{System.Text.Json.JsonEncodedText.Encode(text)}\"";

    private static string Unquote(string json) =>
        json.Length >= 2 && json[0] == '"' && json[^1] == '"' ? string.Concat(TolerantJson.Read($"[{json}]").SelectMany(TolerantJson.Elements).OfType<string>()) : json;

    private string Json(IEnumerable<(string Name, string Value)> parameters) =>
        $"{{{string.Join(',', parameters.Select(one => $"{Quote(one.Name)}:{(Chance(8) && one.Value[0] is '{' or '[' ? Quote(one.Value) : one.Value)}"))}}}";

    private IEnumerable<string> Pairs((string Name, string Value) parameter)
    {
        if (Chance(5) && TolerantJson.Read(parameter.Value).FirstOrDefault() is List<(string Name, object Value)> members && members.TrueForAll(member => member.Value is string))
            return members.Select(member => $"{parameter.Name}[{member.Name}]={Escape((string)member.Value)}");
        return [$"{(Chance(20) ? Escape(parameter.Name) : parameter.Name)}={Escape(Unquote(parameter.Value))}"];
    }

    private string Escape(string text) => random.Next(12) switch
    {
        0 => string.Concat(Encoding.UTF8.GetBytes(text).Select(b => string.Create(CultureInfo.InvariantCulture, $"%{b:X2}"))),
        1 => Uri.EscapeDataString(Uri.EscapeDataString(text)),
        2 => text.Replace(" ", "+").Replace("&", "%26").Replace("#", "%23"),
        _ => Uri.EscapeDataString(text),
    };

    private byte[] Body(List<(string Name, string Value)> parameters)
    {
        var kind = random.Next(3);
        var label = Chance(6)
            ? One("text/plain", "", "json", "application/json; charset=utf-16", "application/x-www-form-urlencoded", "application/json", "multipart/form-data; boundary=b", "application/json, text/plain")
            : kind switch { 0 => "application/json", 1 => "application/x-www-form-urlencoded", _ => "multipart/form-data; boundary=b" };
        if (label.Length > 0) _headers.Add($"Content-Type: {label}\r\n");
        var text = kind switch
        {
            0 => Json(parameters),
            1 => string.Join(Chance(40) ? ';' : '&', parameters.SelectMany(Pairs)),
            _ => string.Concat(parameters.Select(Part)) + (Chance(20) ? "" : "--b--\r\n"),
        };
        if (Chance(30)) text = One("\ufeff", " ", "\n", "x") + text;
        return (Chance(40) ? One(Encoding.Unicode, Encoding.BigEndianUnicode, Encoding.UTF32) : Encoding.UTF8).GetBytes(text);
    }

    private string Part((string Name, string Value) parameter)
    {
        var line = Chance(40) ? "\n" : "\r\n";
        var name = Chance(20) ? parameter.Name : $"\"{parameter.Name}\"";
        var extra = Chance(20) ? One("; filename=\"a\"", "; name=\"x\"", $"; name*=utf-8''{parameter.Name}") : "";
        return $"--b{line}Content-Disposition: form-data; name={name}{extra}{line}{line}{Unquote(parameter.Value)}{line}";
    }

    private byte[] Encode(byte[] body)
    {
        if (!Chance(10)) return body;
        var coding = One("gzip", "deflate", "br");
        _headers.Add($"Content-Encoding: {One(coding, coding, coding, $"{coding}, identity", "identity")}\r\n");
        if (Chance(8)) return body;
        using var result = new MemoryStream();
        using (Stream stream = coding switch
        {
            "gzip" => new GZipStream(result, CompressionLevel.Fastest),
            "deflate" => new ZLibStream(result, CompressionLevel.Fastest),
            _ => new BrotliStream(result, CompressionLevel.Fastest),
        }) stream.Write(body);
        return result.ToArray();
    }

    private byte[] Damage(byte[] body)
    {
        var at = random.Next(body.Length);
        return random.Next(4) switch
        {
            0 => body[..at],
            1 => [.. body, .. body[at..]],
            2 => [.. body[..at], (byte)random.Next(256), .. body[(at + 1)..]],
            _ => [.. body[..at], .. "\"'{}[],&=;\0"u8.Slice(random.Next(11), 1), .. body[at..]],
        };
    }
}

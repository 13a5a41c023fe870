using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;

namespace PolicyProxy.Tests.Bypass;

/// <summary>
/// Says whom a request could write to, read in every way that any server might: all encodings, any of several values, names in any
/// letters, query and body at once, any depth of percent-encoding, elements of batches. It shares nothing with the product.
/// </summary>
internal static partial class Oracle
{
    private static readonly string[] WhatsAppContent =
        ["text", "type", "template", "image", "video", "audio", "document", "sticker", "location", "contacts", "interactive", "reaction", "hsm"];

    /// <summary>The ids that a request could name as recipients of a message, digits only where there are any.</summary>
    public static IReadOnlySet<string> Recipients(string method, string target, string? contentType, string? contentEncoding, byte[] body)
    {
        var found = new HashSet<string>();
        foreach (var decoded in Inflate(contentEncoding, body))
        {
            foreach (var text in Texts(contentType, decoded)) Read(method, target, contentType, text, found, 0);
        }

        return found;
    }

    private static void Read(string method, string target, string? contentType, string body, HashSet<string> found, int depth)
    {
        if (depth > 4) return;
        var question = target.IndexOf('?', StringComparison.Ordinal);
        var path = question < 0 ? target : target[..question];
        var query = question < 0 ? "" : target[(question + 1)..];
        var combinations = Combinations(query, contentType, body).ToList();
        var hasTo = combinations.Exists(parameters => parameters.Exists(one => one.Name == "to" && one.Value is not (string and ("" or "null"))));
        foreach (var parameters in combinations)
        {
            var writes = method.ToUpperInvariant() is not ("GET" or "HEAD" or "OPTIONS" or "DELETE")
                || parameters.Any(one => one.Name.EndsWith("method", StringComparison.Ordinal) && one.Value is string value && value.Trim().Equals("post", StringComparison.OrdinalIgnoreCase));
            if (writes && CouldBeSend(path)) Collect(parameters, hasTo, found);
            if (!writes || !CouldBeRoot(path)) continue;
            foreach (var batch in parameters.Where(one => one.Name == "batch")) ReadBatch(batch.Value, found, depth);
        }
    }

    private static void ReadBatch(object batch, HashSet<string> found, int depth)
    {
        foreach (var element in Expand(batch).SelectMany(TolerantJson.Elements).SelectMany(Expand))
        {
            var members = TolerantJson.Members(element).Select(member => (Name: member.Name.ToLowerInvariant(), member.Value)).ToList();
            var methods = members.Where(member => member.Name == "method").Select(member => member.Value as string ?? "POST").DefaultIfEmpty("POST");
            var bodies = members.Where(member => member.Name == "body").Select(member => member.Value).DefaultIfEmpty("").ToList();
            foreach (var url in members.Where(member => member.Name == "relative_url").SelectMany(member => TolerantJson.Elements(member.Value)).OfType<string>())
            {
                foreach (var method in methods)
                {
                    foreach (var body in bodies)
                    {
                        if (body is string text) Read(method, url, null, text, found, depth + 1);
                        else if (CouldBeSend(url)) Collect([.. Flatten(body)], hasTo: false, found);
                    }
                }
            }
        }
    }

    // A recipient counts only where there is content for it. On WhatsApp, to counts before recipient, wherever it stands: that is documented.
    private static void Collect(IReadOnlyList<(string Name, object Value)> parameters, bool hasTo, HashSet<string> found)
    {
        var isMessenger = parameters.Any(one => one.Name == "message" && one.Value is not (string and ("" or "null")));
        var isWhatsApp = parameters.Any(one => WhatsAppContent.Contains(one.Name) && one.Value is not (string and "null"));
        foreach (var (name, value) in parameters)
        {
            if (name == "to" && isWhatsApp) Add(value, found);
            if (name == "recipient" && isWhatsApp && !hasTo) Add(value, found);
            if (name != "recipient" || !isMessenger) continue;
            foreach (var recipient in Expand(value))
            {
                foreach (var (member, id) in TolerantJson.Members(recipient))
                {
                    if (member.Equals("id", StringComparison.OrdinalIgnoreCase)) Add(id, found);
                }

                foreach (var inner in TolerantJson.Elements(recipient).SelectMany(TolerantJson.Members))
                {
                    if (inner.Name.Equals("id", StringComparison.OrdinalIgnoreCase)) Add(inner.Value, found);
                }

                if (recipient is string) Add(recipient, found);
            }
        }
    }

    private static void Add(object value, HashSet<string> found)
    {
        foreach (var expanded in Expand(value))
        {
            if (expanded is string text)
            {
                found.Add(text.Trim());
                found.Add(Digits(text));
                if (decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)) found.Add(Digits(decimal.Truncate(number).ToString(CultureInfo.InvariantCulture)));
                continue;
            }

            foreach (var element in TolerantJson.Elements(expanded)) Add(element, found);
        }
    }

    /// <summary>A value, and what it is when it is a text of JSON, or of JSON in a text.</summary>
    private static IEnumerable<object> Expand(object value)
    {
        yield return value;
        if (value is not string text) yield break;
        var trimmed = text.Trim().Trim('"', '\'');
        foreach (var inner in TolerantJson.Read(text).Concat(trimmed == text ? [] : TolerantJson.Read(trimmed.Replace("\\\"", "\"")))) yield return inner;
    }

    /// <summary>The parameters that a server could see at once: those of the query, with those of the body in each of its readings.</summary>
    private static IEnumerable<List<(string Name, object Value)>> Combinations(string query, string? contentType, string body)
    {
        var inQuery = Form(query).ToList();
        yield return inQuery;
        foreach (var json in TolerantJson.Read(body)) yield return [.. inQuery, .. Flatten(json)];
        var isJson = contentType is not null && contentType.Split(';')[0].Trim().EndsWith("json", StringComparison.OrdinalIgnoreCase);
        var isPlainJson = TolerantJson.Read(body).Any() && isJson;
        if (!isPlainJson) yield return [.. inQuery, .. Form(body)];
        foreach (Match boundary in Boundary().Matches(contentType ?? "")) yield return [.. inQuery, .. Parts(body, boundary.Groups[1].Value.Trim('"'))];
    }

    private static IEnumerable<(string Name, object Value)> Flatten(object json) =>
        (json is List<object> array ? array.SelectMany(TolerantJson.Members) : TolerantJson.Members(json)).Select(member => (member.Name.ToLowerInvariant(), member.Value));

    private static IEnumerable<(string Name, object Value)> Form(string text)
    {
        foreach (var pair in text.Split('&', ';').Concat(text.Split('&')).Distinct())
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0) continue;
            var values = Decodings(pair[(equals + 1)..].Replace('+', ' ')).ToList();
            foreach (var name in Decodings(pair[..equals].Replace('+', ' ')))
            {
                // Decoded once too often, a batch holds other parameters than the ones that were written into it.
                foreach (var value in Fold(name) == "batch" ? values.Take(2) : values) yield return Named(name, value);
            }
        }
    }

    private static IEnumerable<(string Name, object Value)> Parts(string body, string boundary)
    {
        foreach (var part in body.Split("--" + boundary))
        {
            var end = Regex.Match(part, "\r?\n\r?\n");
            if (!end.Success) continue;
            foreach (Match name in PartName().Matches(part[..end.Index]))
                yield return Named(Uri.UnescapeDataString(name.Groups[1].Value.Trim('"')), part[(end.Index + end.Length)..].TrimEnd('\r', '\n', '-'));
        }
    }

    // recipient[id] is a recipient with an id; batch[0][body] an element with a body.
    private static (string Name, object Value) Named(string name, string value)
    {
        var keys = name.Split('[').Select(key => key.TrimEnd(']').Trim('"', '\'', ' ')).ToList();
        object inner = value;
        for (var i = keys.Count - 1; i > 0; i--) inner = new List<(string, object)> { (keys[i], inner) };
        return (Fold(keys[0]), inner);
    }

    private static IEnumerable<string> Decodings(string text)
    {
        for (var depth = 0; depth < 4; depth++)
        {
            yield return text;
            var next = Uri.UnescapeDataString(text);
            if (next == text) yield break;
            text = next;
        }
    }

    private static bool CouldBeSend(string path) => Decodings(path.Replace("%00", "", StringComparison.Ordinal))
        .Any(decoded => decoded.Normalize(NormalizationForm.FormKC).Contains("messages", StringComparison.OrdinalIgnoreCase));

    // Batches are posted to the root of the API, with or without a version.
    private static bool CouldBeRoot(string path) => Decodings(path.Split("://")[^1]).Any(decoded => RootPath().IsMatch(decoded));

    // What PHP makes of a form's names. Names in JSON it leaves alone.
    private static string Fold(string name) => name.Split('\0')[0].Trim().ToLowerInvariant().Replace('.', '_').Replace(' ', '_');

    private static string Digits(string text) => string.Concat(text.Where(char.IsDigit).Select(c => (char)('0' + (int)char.GetNumericValue(c))));

    private static IEnumerable<string> Texts(string? contentType, byte[] body)
    {
        yield return Encoding.UTF8.GetString(body);
        if (body.Contains((byte)0) || contentType?.Contains("16", StringComparison.Ordinal) == true)
        {
            yield return Encoding.Unicode.GetString(body);
            yield return Encoding.BigEndianUnicode.GetString(body);
            yield return Encoding.UTF32.GetString(body);
        }
    }

    private static IEnumerable<byte[]> Inflate(string? coding, byte[] body)
    {
        yield return body;
        if (string.IsNullOrEmpty(coding)) yield break;
        var codings = new (string Name, Func<Stream, Stream> Open)[]
        {
            ("gzip", stream => new GZipStream(stream, CompressionMode.Decompress)),
            ("deflate", stream => new ZLibStream(stream, CompressionMode.Decompress)),
            ("deflate", stream => new DeflateStream(stream, CompressionMode.Decompress)),
            ("br", stream => new BrotliStream(stream, CompressionMode.Decompress)),
        };
        foreach (var open in codings.Where(one => coding.Contains(one.Name, StringComparison.OrdinalIgnoreCase)).Select(one => one.Open))
        {
            if (Inflate(open, body) is { Length: > 0 } inflated) yield return inflated;
        }
    }

    private static byte[]? Inflate(Func<Stream, Stream> open, byte[] body)
    {
        using var result = new MemoryStream();
        try
        {
            using var stream = open(new MemoryStream(body));
            stream.CopyTo(result);
        }
        catch (Exception exception) when (exception is InvalidDataException or InvalidOperationException or IOException)
        {
            // What came out before the damage counts.
        }

        return result.ToArray();
    }

    [GeneratedRegex("^[^a-zA-Z]*(v[0-9.]*)?[^a-zA-Z0-9]*$", RegexOptions.IgnoreCase)]
    private static partial Regex RootPath();

    [GeneratedRegex("boundary=(\"[^\"]*\"|[^;, ]+)", RegexOptions.IgnoreCase)]
    private static partial Regex Boundary();

    [GeneratedRegex("name\\*?=(?:utf-8'')?(\"[^\"]*\"|[^;\r\n ]+)", RegexOptions.IgnoreCase)]
    private static partial Regex PartName();
}

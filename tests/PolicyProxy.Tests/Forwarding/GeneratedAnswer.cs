using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace PolicyProxy.Tests.Forwarding;

/// <summary>An answer as the other side could write it, well or badly.</summary>
/// <param name="Method">The method of the request that it answers.</param>
/// <param name="Bytes">All of it.</param>
/// <param name="Closes">Whether the connection is closed after it.</param>
/// <param name="IsBodyBroken">Whether what comes after its head can turn out to be wrong: what is passed on of it depends on when it is found out.</param>
/// <param name="Cuts">Where it is cut into pieces.</param>
internal sealed record GeneratedAnswer(string Method, byte[] Bytes, bool Closes, bool IsBodyBroken, IReadOnlyList<int> Cuts)
{
    private static readonly Gen<int> Length = Gen.Frequency(
        (3, Gen.Elements(0, 1, 4095, 4096, 4097, 16383, 16384, 16385)), (4, Gen.Choose(1, 3000)), (1, Gen.Choose(60_000, 200_000)));

    private static readonly Gen<string> StatusLine =
        from version in Gen.Frequency((8, Gen.Constant("HTTP/1.1")), (1, Gen.Constant("HTTP/1.0")))
        from status in Gen.Frequency((4, Gen.Constant(200)), (3, Gen.Elements(204, 205, 304, 400, 500, 503)), (4, Gen.Choose(200, 599)))
        from reason in Gen.Elements(" OK", " ", "", " No Such Thing", " ok (so far): \"yes\"", $" {new string('r', 500)}")
        select $"{version} {status}{reason}";

    private static readonly Gen<string> Interim = Gen.Frequency(
        (8, Gen.Constant("")),
        (1, Gen.Elements("HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 102 Processing\r\n\r\n", "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\nX-Early: 1\r\n\r\n", "HTTP/1.1 100 \r\n\r\nHTTP/1.1 199 x\r\n\r\n")));

    /// <summary>One that is well formed, by the letter of the standard or by what clients have ever put up with.</summary>
    public static Gen<GeneratedAnswer> WellFormed => Any(AnswerHeaders.Good, Gen.Constant(""), isLenient: true);

    /// <summary>One whose head is not what it should be. The end of the connection ends the waiting for more, where somebody waits.</summary>
    public static Gen<GeneratedAnswer> BadHead => BadHeads.Select(answer => answer with { Closes = true });

    private static Gen<GeneratedAnswer> BadHeads => Gen.OneOf(
        from bad in AnswerHeaders.Bad
        from answer in Any(from lines in AnswerHeaders.Good from place in Gen.Choose(0, lines.Count) select (IReadOnlyList<string>)[.. lines.Take(place), bad, .. lines.Skip(place)], Gen.Constant(""))
        select answer with { IsBodyBroken = AnswerHeaders.IsFraming(bad) },
        from answer in Any(AnswerHeaders.Good, Gen.Constant(""))
        from start in Gen.Elements(
            "", "garbage", "HTTP/1.1", "HTTP/1.1 2x0 OK", "HTTP/1.1 20 OK", "HTTP/1.1 2000 OK", "HTTP/1.1200 OK", "HTTP/1.1  200 OK", "http/1.1 200 OK", "HTTP/1.2 200 OK", "HTTP/2.0 200 OK", "HTTP/11 200 OK", "ICY 200 OK", "\r\nHTTP/1.1 200 OK", " HTTP/1.1 200 OK", "HTTP/1.1 200 O\u00e9", "HTTP/1.1 200 O\0")
        select answer with { Bytes = [.. Encoding.Latin1.GetBytes(start), .. answer.Bytes.AsSpan(answer.Bytes.AsSpan().IndexOf((byte)'\n') - 1)] },
        from answer in Any(AnswerHeaders.Good, Gen.Constant(""))
        from length in Gen.Choose(0, answer.Head - 1)
        select answer with { Bytes = answer.Bytes[..length] });

    /// <summary>One whose body is not what its head says.</summary>
    public static Gen<GeneratedAnswer> BadBody => Gen.OneOf(
        from answer in Any(AnswerHeaders.Good, Gen.Constant(""))
        where answer.Bytes.Length > answer.Head
        from length in Gen.Choose(answer.Head, answer.Bytes.Length - 1)
        select answer with { Bytes = answer.Bytes[..length], Closes = true, IsBodyBroken = true },
        Any(AnswerHeaders.Good, Gen.Elements("zz\r\n", "\r\n", "-1\r\n", "FFFFFFFFFFFFFFFFF\r\n", "0x5\r\n", ";a=b\r\n", "5\r\nhelloworld\r\n")),
        Any(AnswerHeaders.Good, Gen.Elements("5\r\nhello", "5\r\nhello\r", "5\r\nhel", "5;a", "0\r\n", "0\r\nX-After: 1\r\n", "g")).Select(answer => answer with { Closes = true }),
        from answer in Any(AnswerHeaders.Good, Gen.Constant(""))
        from rest in Gen.Elements("\r\n", "x", "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged", "0\r\n\r\n")
        select answer with { Bytes = [.. answer.Bytes, .. Encoding.ASCII.GetBytes(rest)] });

    /// <summary>How long the head is.</summary>
    private int Head { get; init; }

    public override string ToString()
    {
        var text = Encoding.Latin1.GetString(Bytes);
        var head = Math.Min(Head, text.Length);
        var lines = text[..head].Split("\r\n").Select(WireText.Shortened);
        return $"{Method}: {string.Join("\r\n", lines)}{WireText.Shortened(text[head..])}\n{Bytes.Length} bytes, {(Closes ? "then the end" : "kept open")}, cut at {string.Join(' ', Cuts)}";
    }

    private static Gen<GeneratedAnswer> Any(Gen<IReadOnlyList<string>> headers, Gen<string> badChunk, bool isLenient = false) =>
        from method in Gen.Frequency((8, Gen.Constant("POST")), (1, Gen.Constant("HEAD")))
        from interim in Interim
        from start in StatusLine
        from lines in headers
        from bad in badChunk
        from framing in bad.Length > 0 ? Gen.Constant(AnswerFraming.Chunked) : Gen.Elements(AnswerFraming.Length, AnswerFraming.Length, AnswerFraming.Chunked, AnswerFraming.Chunked, AnswerFraming.UntilTheEnd)
        from length in Length
        from seed in Gen.Choose(0, int.MaxValue)
        from newline in isLenient ? Gen.Frequency((8, Gen.Constant("\r\n")), (1, Gen.Constant("\n"))) : Gen.Constant("\r\n")
        let body = new AnswerBody(framing, length, seed, bad)
        let head = $"{interim}{start}{newline}{string.Concat(lines.Append(body.Header).Where(line => line.Length > 0).Select(line => $"{line}{newline}"))}{newline}"
        let isBare = method == "HEAD" || start.Contains(" 204") || start.Contains(" 304")
        let bytes = (byte[])[.. Encoding.Latin1.GetBytes(head), .. isBare ? [] : body.Write()]
        from cuts in Gen.Frequency((1, Gen.Choose(0, bytes.Length)), (2, Gen.Choose(0, Math.Min(bytes.Length, head.Length + 50)))).ListOf()
        select new GeneratedAnswer(method, bytes, framing == AnswerFraming.UntilTheEnd || lines.Any(line => line.Contains("lose")), bad.Length > 0, [.. cuts.Take(5)]) { Head = head.Length };
}

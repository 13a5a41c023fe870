using System.Text;

namespace PolicyProxy.Tests.Forwarding;

/// <summary>The body of an answer in its framing.</summary>
/// <param name="Framing">How it says where it ends.</param>
/// <param name="Length">How long it is without its framing.</param>
/// <param name="Seed">What decides its letters, the chunks it is cut into, and what stands between them.</param>
/// <param name="BadChunk">What comes in place of a chunk, after which nothing can be told any more; nothing when empty.</param>
internal sealed record AnswerBody(AnswerFraming Framing, int Length, int Seed, string BadChunk)
{
    private static readonly string[] Extensions = ["", "", "", ";a", ";a=b", "; a = \"b;c\" ", " ", $";{new string('e', 2000)}"];
    private static readonly string[] Ends = ["", "", "", "X-After: 1\r\n", "X-After: 1\r\nx-after:2\r\nX-Empty:\r\n", "Content-Length: 3\r\nX-After: a b\r\n"];

    /// <summary>The header line that tells of it; none when empty.</summary>
    public string Header => Framing switch
    {
        AnswerFraming.Length => $"Content-Length: {Length}",
        AnswerFraming.Chunked => "Transfer-Encoding: chunked",
        _ => "",
    };

    public byte[] Write()
    {
        var random = new Random(Seed);
        var body = Encoding.ASCII.GetBytes(string.Create(Length, random, (letters, source) => source.GetItems("abcdefgh\r\n01", letters)));
        if (Framing != AnswerFraming.Chunked) return body;

        using var bytes = new MemoryStream();
        for (var begin = 0; begin < Length;)
        {
            var length = Math.Min(Length - begin, random.Next(3) == 0 ? random.Next(1, 20) : random.Next(1, 40_000));
            var size = random.Next(2) == 0 ? $"{length:x}" : $"{length:X5}";
            bytes.Write(Encoding.ASCII.GetBytes($"{size}{random.GetItems(Extensions, 1)[0]}\r\n"));
            bytes.Write(body, begin, length);
            bytes.Write("\r\n"u8);
            begin += length;
        }

        bytes.Write(Encoding.ASCII.GetBytes(BadChunk.Length > 0 ? BadChunk : $"0{random.GetItems(Extensions, 1)[0]}\r\n{random.GetItems(Ends, 1)[0]}\r\n"));
        return bytes.ToArray();
    }
}

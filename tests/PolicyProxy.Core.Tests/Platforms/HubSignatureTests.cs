using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using PolicyProxy.Core.Tests.Support;
using PolicyProxy.Platforms.Meta;
using Shouldly;
using Xunit;

namespace PolicyProxy.Core.Tests.Platforms;

public class HubSignatureTests
{
    private static readonly byte[] Secret = "0123456789abcdef0123456789abcdef"u8.ToArray();
    private static readonly byte[] Body = Encoding.UTF8.GetBytes("""{"object":"page","entry":[{"id":"1","text":"\u00e4 \/ b"}]}""");
    private static readonly string Hex = Convert.ToHexStringLower(HMACSHA256.HashData(Secret, Body));

    [Fact]
    public void A_known_signature_verifies() =>

        // RFC 4231, test case 2.
        HubSignature.Verify(
            Convert.FromHexString("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
            Bytes.Whole("what do ya want for nothing?"),
            "Jefe"u8.ToArray()).ShouldBeTrue();

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public void A_signature_verifies_over_a_body_in_segments(int size) =>
        HubSignature.Verify(Read($"sha256={Hex}")!, Bytes.Split(Body, size), Secret).ShouldBeTrue();

    [Fact]
    public void A_signature_of_an_empty_body_verifies() =>
        HubSignature.Verify(HMACSHA256.HashData(Secret, Array.Empty<byte>()), Bytes.Whole(""), Secret).ShouldBeTrue();

    [Fact]
    public void Another_secret_does_not_verify() =>
        HubSignature.Verify(Read($"sha256={Hex}")!, Bytes.Whole(Body), "another"u8.ToArray()).ShouldBeFalse();

    [Fact]
    public void An_empty_secret_verifies_nothing() =>
        HubSignature.Verify(HMACSHA256.HashData(Array.Empty<byte>(), Body), Bytes.Whole(Body), []).ShouldBeFalse();

    [Fact]
    public void A_body_that_was_written_anew_does_not_verify() =>
        HubSignature.Verify(
            Read($"sha256={Hex}")!,
            Bytes.Whole(JsonSerializer.SerializeToUtf8Bytes(JsonDocument.Parse(Body))),
            Secret).ShouldBeFalse();

    [Fact]
    public void A_body_with_one_bit_changed_does_not_verify()
    {
        byte[] changed = [.. Body];
        changed[^1] ^= 1;

        HubSignature.Verify(Read($"sha256={Hex}")!, Bytes.Split(changed, 9), Secret).ShouldBeFalse();
    }

    [Fact]
    public void A_shorter_signature_does_not_verify() =>
        HubSignature.Verify(Read($"sha256={Hex}").AsSpan(0, 31), Bytes.Whole(Body), Secret).ShouldBeFalse();

    [Fact]
    public void Hex_digits_of_either_case_are_the_same_signature() =>
        Read($"sha256={Hex.ToUpperInvariant()}").ShouldBe(Read($"sha256={Hex}"));

    public static TheoryData<string?> NotSignatures =>
    [
        null, "", "sha256=", Hex, $"sha1={Hex}", $"SHA256={Hex}", $" sha256={Hex}", $"sha256={Hex} ", $"sha256= {Hex[1..]}", $"sha256:{Hex}",
        $"sha256={Hex[1..]}", $"sha256={Hex}0", $"sha256={Hex}00", $"sha256={Hex[..^1]}g", $"sha256={Hex}, sha256={Hex}",
        $"sha256=\uff11{Hex[1..]}", $"sha256=0x{Hex[2..]}", "sha256=" + new string('g', 64),
    ];

    [Theory]
    [MemberData(nameof(NotSignatures))]
    public void A_header_of_a_wrong_form_is_no_signature(string? header) => Read(header).ShouldBeNull();

    [Fact]
    public void The_header_is_Metas() => HubSignature.Header.ShouldBe("X-Hub-Signature-256");

    [SkippableFact]
    public void The_shared_vectors_are_accepted_or_rejected_as_they_say()
    {
        var vectors = JsonSerializer.Deserialize<Vector[]>(
            File.ReadAllText(SharedCases.Path("webhook_signatures.json")), JsonSerializerOptions.Web)!;

        // Which header counts, and how many there may be, is the proxy's.
        vectors.Where(vector => vector.Headers is [["X-Hub-Signature-256", _]])
            .Where(vector => vector.IsAccepted() != vector.Expect.StartsWith("accept", StringComparison.Ordinal))
            .Select(vector => vector.Id)
            .ShouldBeEmpty();
    }

    private static byte[]? Read(string? header)
    {
        var signature = new byte[32];
        return HubSignature.TryRead(header, signature) ? signature : null;
    }

    private sealed record Vector(string Id, string[] Secrets, [property: System.Text.Json.Serialization.JsonPropertyName("body_b64")] string Body, string[][] Headers, string Expect)
    {
        public bool IsAccepted() =>
            Read(Headers[0][1]) is { } signature
            && Secrets.Any(secret =>
                HubSignature.Verify(signature, Bytes.Whole(Convert.FromBase64String(Body)), Encoding.UTF8.GetBytes(secret)));
    }
}

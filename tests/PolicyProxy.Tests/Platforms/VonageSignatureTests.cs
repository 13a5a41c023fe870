using System.Buffers;
using System.Text;
using PolicyProxy.Platforms;
using PolicyProxy.Platforms.Profiles;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Platforms;

/// <summary>Which claims of a token that is rightly signed prove a webhook.</summary>
public sealed class VonageSignatureTests
{
    private const string Body = """{"channel":"whatsapp","text":"ä"}""";

    private static readonly DateTimeOffset Now = new(2026, 11, 22, 8, 0, 0, TimeSpan.Zero);

    private static readonly string Hash = VonageToken.Hash(Body);

    [Theory]
    [InlineData(-86_700_000, true)]
    [InlineData(-86_700_001, false)]
    [InlineData(0, true)]
    [InlineData(300_000, true)]
    [InlineData(300_001, false)]
    [InlineData(1000L * 1_795_334_400, false)] // Milliseconds, where seconds belong.
    public void A_token_holds_for_a_day_and_a_difference_of_clocks(long milliseconds, bool holds) =>
        Verify(Claims($"\"iat\":{(Now.ToUnixTimeMilliseconds() + milliseconds) / 1000m}")).ShouldBe(holds);

    [Theory]
    [InlineData(1, true)]
    [InlineData(-299_999, true)]
    [InlineData(-300_000, false)]
    public void An_end_that_is_claimed_holds_but_for_a_difference_of_clocks(long milliseconds, bool holds) =>
        Verify(Claims($"\"iat\":{Now.AddHours(-1).ToUnixTimeSeconds()},\"exp\":{(Now.ToUnixTimeMilliseconds() + milliseconds) / 1000m}")).ShouldBe(holds);

    [Theory]
    [InlineData("")]
    [InlineData("\"iat\":\"1795334400\"")]
    [InlineData("\"iat\":null")]
    [InlineData("\"iat\":1e999")]
    [InlineData("\"iat\":-1")]
    [InlineData("\"IAT\":1795334400")]
    [InlineData("\"iat\":1795334400,\"exp\":\"never\"")]
    public void Without_a_time_that_can_be_read_it_proves_nothing(string times) => Verify(Claims(times)).ShouldBeFalse();

    [Fact]
    public void The_hash_can_be_written_in_either_case() => Verify(VonageToken.Claims(Now, Body).Replace(Hash, Hash.ToUpperInvariant(), StringComparison.Ordinal)).ShouldBeTrue();

    public static TheoryData<string> OtherHashes =>
    [
        "",
        "\"payload_hash\":null,",
        "\"payload_hash\":\"\",",
        $"\"payload_hash\":\"{Hash[..^1]}\",",
        $"\"payload_hash\":\"{Hash}0\",",
        $"\"payload_hash\":[\"{Hash}\"],",
        $"\"payload_hash\":\"\\ud800{Hash}\",",
        $"\"payload_hash\":\"{VonageToken.Hash("")}\",",
        $"\"payload_hash\":\"{VonageToken.Hash(Body + " ")}\",",
        $"\"Payload_Hash\":\"{Hash}\",",
        $"\"payload_hash\":\"{Hash}\",\"payload_hash\":\"{Hash}\",",
    ];

    [Theory]
    [MemberData(nameof(OtherHashes))]
    public void A_token_of_another_body_or_of_none_proves_nothing(string hash) => Verify($"{{{hash}\"iat\":{Now.ToUnixTimeSeconds()}}}").ShouldBeFalse();

    [Theory]
    [InlineData("bearer ", true)]
    [InlineData("", false)]
    [InlineData("Bearer", false)]
    [InlineData("Bearer  ", false)]
    [InlineData("Basic ", false)]
    public void It_stands_behind_the_word_Bearer(string scheme, bool holds) =>
        Verify($"{scheme}{VonageToken.Make(VonageToken.Claims(Now, Body))}", Encoding.UTF8.GetBytes(Body)).ShouldBe(holds);

    [Fact]
    public void Each_bit_of_the_body_counts()
    {
        var header = VonageToken.Bearer(Now, Body);
        var body = Encoding.UTF8.GetBytes(Body);
        Verify(header, body).ShouldBeTrue();
        for (var bit = 0; bit < body.Length * 8; bit++)
        {
            body[bit / 8] ^= (byte)(1 << (bit % 8));
            Verify(header, body).ShouldBeFalse($"bit {bit}");
            body[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    private static string Claims(string times) => $"{{{times}{(times.Length > 0 ? "," : "")}\"payload_hash\":\"{Hash}\"}}";

    private static bool Verify(string claims) => Verify($"Bearer {VonageToken.Make(claims)}", Encoding.UTF8.GetBytes(Body));

    private static bool Verify(string header, byte[] body) =>
        new VonageSignature().Verify(header, new SignedWebhook("", "/", new ReadOnlySequence<byte>(body), Now), Encoding.UTF8.GetBytes(VonageToken.Secret));
}

using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using PolicyProxy.Platforms.Profiles;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Platforms;

/// <summary>Tokens that are signed by HMAC-SHA256, and every other kind.</summary>
public sealed class SignedTokenTests
{
    // https://www.rfc-editor.org/rfc/rfc7515#appendix-A.1
    private const string OfTheStandard =
        "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9"
        + ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
        + ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    // https://www.rfc-editor.org/rfc/rfc7515#appendix-A.5
    private const string Unsecured = "eyJhbGciOiJub25lIn0.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.";

    private static readonly byte[] SecretOfTheStandard =
        Base64Url.DecodeFromChars("AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow");

    private static readonly byte[] Secret = Encoding.UTF8.GetBytes(VonageToken.Secret);

    public static TheoryData<string, string> Others => new()
    {
        { "nothing", "" },
        { "dots", ".." },
        { "no algorithm", Unsecured },
        { "no algorithm, and signed", VonageToken.Make("{}", head: """{"alg":"none"}""") },
        { "another algorithm in the head", VonageToken.Make("{}", head: """{"alg":"RS256","typ":"JWT"}""") },
        { "a longer hash in the head", VonageToken.Make("{}", head: """{"alg":"HS512"}""") },
        { "the algorithm in small letters", VonageToken.Make("{}", head: """{"alg":"hs256"}""") },
        { "the algorithm twice", VonageToken.Make("{}", head: """{"alg":"HS256","alg":"none"}""") },
        { "the algorithm twice, once escaped", VonageToken.Make("{}", head: """{"alg":"HS256","\u0061lg":"none"}""") },
        { "no text for an algorithm", VonageToken.Make("{}", head: """{"alg":["HS256"]}""") },
        { "a head without it", VonageToken.Make("{}", head: """{"typ":"JWT"}""") },
        { "a head that is a text", VonageToken.Make("{}", head: "\"HS256\"") },
        { "a head that ends too early", VonageToken.Make("{}", head: """{"alg":"HS256" """) },
        { "extensions that have to be known", VonageToken.Make("{}", head: """{"alg":"HS256","crit":["b64"],"b64":false}""") },
        { "a claim twice", VonageToken.Make("""{"iat":1,"iat":2}""") },
        { "a claim twice, once escaped", VonageToken.Make("""{"iat":1,"i\u0061t":2}""") },
        { "claims that are an array", VonageToken.Make("[1]") },
        { "claims with more behind", VonageToken.Make("{}{}") },
        { "claims with a comma too many", VonageToken.Make("""{"iat":1,}""") },
        { "no claims", VonageToken.Make("") },
        { "padding", Sign($"{VonageToken.Encode(VonageToken.Head)}=.{VonageToken.Encode("{}")}") },
        { "a blank", Sign($"{VonageToken.Encode(VonageToken.Head)}.{VonageToken.Encode("{}")} ") },
        { "the other base64", Sign($"{VonageToken.Encode(VonageToken.Head)}.{Convert.ToBase64String("{\"a\":\"ÿÿÿ\"}"u8.ToArray())}") },
        { "a cut part", Sign($"{VonageToken.Encode(VonageToken.Head)}.{VonageToken.Encode("{}")}AA") },
        { "four parts", Sign($"{VonageToken.Encode(VonageToken.Head)}.{VonageToken.Encode("{}")}.{VonageToken.Encode("{}")}") },
        { "one part", Sign(VonageToken.Encode(VonageToken.Head)) },
        { "a signature in hex", $"{VonageToken.Make("{}")[..^43]}{Convert.ToHexStringLower(HMACSHA256.HashData(Secret, Encoding.ASCII.GetBytes(VonageToken.Make("{}")[..^44])))}" },
        { "a signature with padding", $"{VonageToken.Make("{}")}=" },
        { "a signature of the head alone", $"{VonageToken.Make("{}")[..^43]}{Sign(VonageToken.Encode(VonageToken.Head))[^43..]}" },
        { "letters that look alike", VonageToken.Make("{}").Replace('e', 'е') },
    };

    [Fact]
    public void The_standards_own_example_is_read()
    {
        using var claims = SignedToken.ReadClaims(OfTheStandard, SecretOfTheStandard).ShouldNotBeNull();
        claims.RootElement.GetProperty("iss").GetString().ShouldBe("joe");
        claims.RootElement.GetProperty("exp").GetInt64().ShouldBe(1300819380);
    }

    [Fact]
    public void Another_secret_did_not_sign_it() => SignedToken.ReadClaims(OfTheStandard, Secret).ShouldBeNull();

    [Fact]
    public void An_empty_secret_signs_nothing() => SignedToken.ReadClaims(VonageToken.Make("{}", secret: ""), []).ShouldBeNull();

    [Theory]
    [MemberData(nameof(Others))]
    public void Any_other_token_is_refused(string what, string token) => SignedToken.ReadClaims(token, Secret).ShouldBeNull(what);

    // The last digit of a signature has two bits that stand for nothing: those count, too.
    [Fact]
    public void Each_digit_of_a_token_counts()
    {
        const string Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        for (var i = 0; i < OfTheStandard.Length; i++)
        {
            foreach (var digit in Digits.Where(digit => digit != OfTheStandard[i]))
                SignedToken.ReadClaims($"{OfTheStandard[..i]}{digit}{OfTheStandard[(i + 1)..]}", SecretOfTheStandard).ShouldBeNull($"{digit} at {i}");
        }
    }

    [Fact]
    public void Whatever_is_claimed_is_read_as_it_was_signed() => Check.QuickThrowOnFailure(Prop.ForAll(
        (from name in ArbMap.Default.GeneratorFor<NonNull<string>>() from value in ArbMap.Default.GeneratorFor<long>() select (Name: Legible(name.Get), value)).ToArbitrary(),
        claim =>
        {
            using var claims = SignedToken.ReadClaims(VonageToken.Make(System.Text.Json.JsonSerializer.Serialize(new Dictionary<string, long> { [claim.Name] = claim.value })), Secret);
            return claims!.RootElement.GetProperty(claim.Name).GetInt64() == claim.value;
        }));

    [Fact]
    public void Rubbish_is_refused_and_does_no_harm() => Check.QuickThrowOnFailure(Prop.ForAll(
        Gen.Elements('.', '.', 'e', 'y', 'J', '-', '_', '=', ' ', '+', '/', '\0', 'é').ArrayOf().Select(letters => new string(letters)).ToArbitrary(),
        rubbish => SignedToken.ReadClaims(rubbish, Secret) is null && SignedToken.ReadClaims(Sign(rubbish), Secret) is null));

    private static string Sign(string content) => $"{content}.{Base64Url.EncodeToString(HMACSHA256.HashData(Secret, Encoding.Latin1.GetBytes(content)))}";

    // A lone half of a pair cannot be written.
    private static string Legible(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}

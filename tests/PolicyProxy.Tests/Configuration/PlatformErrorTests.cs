using PolicyProxy.Gateway.Configuration;
using PolicyProxy.Tests.Infrastructure;
using PolicyProxy.Yarp.Configuration;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Configuration;

/// <summary>Every mistake in the description of a platform is found, and the message names the key and what would be right.</summary>
public sealed class PlatformErrorTests
{
    private const string It = "Platforms:Twilio";

    public static TheoryData<string, string, string> Mistakes => new()
    {
        { $"{It}:Windows", "24", "is not a known key; known are WindowHours, ExtendedWindow, MessagesPerWindow, WindowIsPerAccount, Contacts, Accounts, Send, Webhook, Answers." },
        { $"{It}:WindowHours", "0", "0 is not right; a number of hours above 0 and up to 720 (30 days) belongs here." },
        { $"{It}:ExtendedWindow", "{ \"Hours\": 24, \"When\": [ { \"Value\": \"Tag\", \"Exists\": true } ] }", "Hours: 24 is not right; more than WindowHours (24) and at most 720 (30 days) belongs here." },
        { $"{It}:ExtendedWindow", "{ \"Hours\": 720.5, \"When\": [ { \"Value\": \"Tag\", \"Exists\": true } ] }", "Hours: 720.5 is not right; more than WindowHours (24) and at most 720 (30 days) belongs here." },
        { $"{It}:ExtendedWindow", "{ \"Hours\": 168 }", "When: is empty, and would always hold; at least one condition belongs here." },
        { $"{It}:ExtendedWindow", "{ \"When\": [ { \"Value\": \"a b\", \"Exists\": true } ] }", "When:0:Value: \"a b\" is not right; " },
        { $"{It}:ExtendedWindow", "{ \"Tag\": \"Add\" }", "Tag: is not a known key; known are Hours, When." },
        { $"{It}:MessagesPerWindow", "0", "0 is not right; a whole number from 1 to 1000 belongs here, or leave the key out for any number." },
        { $"{It}:MessagesPerWindow", "\"five\"", "\"five\" is not right; a whole number belongs here." },
        { $"{It}:Answers:MessageLimit", "{ \"Body\": \"{'code':1}\" }", "MessagesPerWindow is missing, so that nothing is refused with it; leave the key out." },
        { $"{It}:Send:NotTaken", "[{ \"When\": [{ \"Value\": \"code\", \"Exists\": true }] }]", "MessagesPerWindow is missing, so that nothing is counted; leave the key out." },
        { $"{It}:Send:NotTaken", "[{ \"When\": [] }]", "is empty, and would always hold; at least one condition belongs here." },
        { $"{It}:Send:NotTaken", "[{ \"When\": [{ \"Value\": \"{Sid}\", \"Exists\": true }] }]", "\"{Sid}\" is not right; " },
        { $"{It}:Contacts", "[]", "is empty; at least one form that contacts' ids have, such as { \"Id\": \"Phone\" }, belongs here." },
        { $"{It}:Accounts", "[]", "is empty, and windows are an account's; at least one form that accounts' ids have, such as { \"Id\": \"Phone\" }, belongs here." },
        { $"{It}:Send:Paths", "[]", "is empty; the path of a send, such as /v1/messages, belongs here." },
        { $"{It}:Send:Paths:0", "\"v1/{x\"", "\"v1/{x\" is not right; a path such as /v1/messages or /bot{token}/send{what} belongs here." },
        { $"{It}:Send:Methods", "[\"post\"]", "\"post\" is not right; a verb in capitals, such as POST, belongs here." },
        { $"{It}:Send:Parameters", "[]", "is empty; Json or Form or Multipart or Query or Xml belongs here." },
        { $"{It}:Send:Recipient", "[]", "is empty; where the recipient stands, such as { \"Value\": \"to\" }, belongs here." },
        { $"{It}:Send:NotASend", "[{ \"When\": [] }]", "is empty, and would always hold; at least one condition belongs here." },
        { $"{It}:Send:Account", "[{ \"Value\": \"a b\" }]", "\"a b\" is not right; names with dots between them (message.type), [] behind that of an array of one element, a capture of every path ({name}), or a header that goes on to the platform (header:X-To), belong here." },
        { $"{It}:Send:Account", "[{ \"Value\": \"header:X To\" }]", "\"header:X To\" is not right; " },
        { $"{It}:Send:Account", "[{ \"Value\": \"header:Authorization\" }]", "\"header:Authorization\" is not right; " },
        { $"{It}:Send:Account", "[{ \"Value\": \"header:X-HTTP-Method-Override\" }]", "\"header:X-HTTP-Method-Override\" is not right; " },
        { $"{It}:Webhook:Account", "[{ \"Value\": \"header:X-To\" }]", "\"header:X-To\" is not right; names with dots between them (message.type), [] behind that of an array of one element, or a capture of every path ({name}), belong here." },
        { $"{It}:Webhook:Unreadable", "[{ \"When\": [] }]", "is empty, and would always hold; at least one condition belongs here." },
        { $"{It}:Send:Account", "[{ \"Value\": \"{nothing}\" }]", "\"{nothing}\" is not right; " },
        { $"{It}:Webhook:When", "[]", "is empty, so that every event would open a window; what tells a client's act, such as " },
        { $"{It}:Webhook:When", "[{ \"Value\": \"a\" }]", "has 0 conditions; exactly one of In, StartsWith, Exists, Form, Same and Differs belongs beside Value." },
        { $"{It}:Webhook:When", "[{ \"Exists\": true }]", "is missing; the path of a value, such as message.type, belongs here." },
        { $"{It}:Webhook:Contact", "[{ \"Value\": \"From\", \"As\": \"watsapp:\" }]", "\"watsapp:\" begins no id of these forms; \"whatsapp:\" or \"messenger:\" belongs here." },
        { $"{It}:Webhook:Events", "\"results[]\"", "a form is one event; leave the key out." },
        { $"{It}:Webhook:TokenHeader", "\"X-Token\"", "belongs to the Verification Token; leave the key out." },
        { $"{It}:Answers:Closed:Body", "null", "is missing; the JSON that the platform answers belongs here." },
        { $"{It}:Answers:Closed:Body", "\"closed\"", "is not JSON; an object such as {'code':400,'message':'{message}'} belongs here." },
        { $"{It}:Answers:Closed:Body", "\"{'a':'{contact}'}\"", "{contact} is not known here; there are {message}, {agent}, {title}, {status}, {trace}." },
        { $"{It}:Answers:Closed:Headers", "[\"X Error: a\"]", "\"X Error: a\" is not right; a header's name and its value" },
        { $"{It}:Answers:Failed", "null", "is missing, and Accepted is there; what tells afterwards that the message failed belongs here." },
        { $"{It}:Answers:Accepted", "null", "is missing, and Failed is there; the answer to a send that the platform took belongs here." },
        { $"{It}:Answers:Failed:Url", "\"a b\"", "\"a b\" is not right; names with dots between them" },
        { $"{It}:Answers:Failed:Body", "\"failed\"", "is not a form; names and values such as code=400&message={message} belong here." },
        { $"{It}:Answers:Failed:Body", "\"a=b c\"", "is not a form; " },
        { $"{It}:Answers:Failed:Body", "\"a=1&=2\"", "is not a form; " },
        { $"{It}:Answers:Failed:Body", "\"a={trace}\"", "{trace} is not known here; there are {message}, {agent}, {title}, {id}, {date}, {send.VALUE}." },
        { $"{It}:Answers:Failed:Body", "\"a={send.a b}\"", "{send.a b} is not right; behind the dot belongs the path of a value of the send, or the name of a capture." },
        { $"{It}:Answers:Failed:ContentType", "\"form\"", "\"form\" is not right; a content type such as application/json belongs here." },
        { $"{It}:Answers:Accepted:Status", "1", "1 is not right; 200 to 599 belongs here." },
        { "Messaging:Channels:twilio:PublicUrl", "null", "is missing; the address by which Twilio reaches the gateway, up to the path, such as https://chat.example.com, belongs here." },
        { "Messaging:Channels:twilio:PublicUrl", "\"chat.example.com\"", "is not right; the address by which Twilio reaches the gateway" },
        { "Messaging:Channels:twilio:Accounts", "[\"me\"]", "\"me\" is not right; an account id of \"whatsapp:\" and an international phone number, or \"messenger:\" and 1 to 32 digits belongs here." },
        { "ReverseProxy:Routes:own-sends:Metadata:Messaging.Send", "\"twilio,whatsapp\"", "mixes channels whose platforms have APIs of their own; give each API a route of its own." },
        { "Platforms:WhatsApp", "{}", "there is a platform of this name already; give it one of its own." },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_found(string key, string json, string words) =>
        ConfigurationErrors.Of(Settings().SetJson(key.EndsWith(":0", StringComparison.Ordinal) ? key[..^2] : key, key.EndsWith(":0", StringComparison.Ordinal) ? $"[{json}]" : json))
            .ShouldContain(error => error.StartsWith(key, StringComparison.Ordinal) && error.Contains(words, StringComparison.Ordinal));

    [Fact]
    public void All_mistakes_are_listed_at_once() =>
        ConfigurationErrors.Of(Settings().SetJson($"{It}:Contacts", "[]").SetJson($"{It}:Send:Paths", "[]").SetJson($"{It}:Answers:Invalid", "{}")).Count.ShouldBe(3);

    [Fact]
    public void A_token_needs_a_header() =>
        ConfigurationErrors.Of(Settings().Set($"{It}:Webhook:Verification", "Token"))
            .ShouldContain($"{It}:Webhook:TokenHeader: is missing; the header that holds the token, such as X-Webhook-Token, belongs here.");

    [Fact]
    public void A_token_goes_nowhere_that_a_send_names() =>
        ConfigurationErrors.Of(Settings().Set($"{It}:Webhook:Verification", "Token").Set($"{It}:Webhook:TokenHeader", "X-Token"))
            .ShouldBe([$"{It}:Answers:Failed:Url: with the Verification Token the app secret itself would go where a send says; leave the key out."]);

    [Fact]
    public void A_platform_that_cannot_sign_wants_its_channels_to_say_so() =>
        ConfigurationErrors.Of(Settings().Set($"{It}:Webhook:Verification", "None"))
            .ShouldContain("Messaging:Channels:twilio:Signature: Twilio does not sign its webhooks; Ignored belongs here, and a route that only the platform can reach.");

    [Fact]
    public void Files_beside_the_configuration_describe_platforms()
    {
        using var directory = new TestDirectory();
        WriteBeside(directory, RepositoryFile.Read("config", "platforms", "twilio.json"));
        Errors(directory).ShouldBeEmpty();

        WriteBeside(directory, """{ "Messaging": { "Store": {} } }""");
        Errors(directory).ShouldContain(error => error.EndsWith("Messaging: does not belong here; only Platforms does.", StringComparison.Ordinal));
    }

    [Fact]
    public void A_platform_is_described_once()
    {
        using var directory = new TestDirectory();
        WriteBeside(directory, RepositoryFile.Read("config", "platforms", "twilio.json"));
        Errors(directory, Settings()).ShouldContain(error => error.EndsWith("Platforms:Twilio: is described elsewhere, too; give it another name, or remove one of them.", StringComparison.Ordinal));
    }

    [Fact]
    public void An_edited_file_beside_the_configuration_is_taken_over_or_rejected_whole()
    {
        using var directory = new TestDirectory();
        WriteBeside(directory, RepositoryFile.Read("config", "platforms", "twilio.json"));
        File.WriteAllText(directory.File("policyproxy.json"), Settings().Remove("Platforms").ToJson());
        using var file = PolicyFile.Open(directory.File("policyproxy.json"), new Dictionary<string, string?>());
        file.Refresh().ShouldBeFalse();

        WriteBeside(directory, RepositoryFile.Read("config", "platforms", "twilio.json").Replace("\"WindowHours\": 24", "\"WindowHours\": 12", StringComparison.Ordinal));
        file.Refresh().ShouldBeTrue();
        file.Configuration["Platforms:Twilio:WindowHours"].ShouldBe("12");

        WriteBeside(directory, "{ \"Platforms\": ");
        file.Refresh().ShouldBeTrue();
        file.Errors.ShouldHaveSingleItem().ShouldContain("is not well-formed JSON");
        file.Configuration["Platforms:Twilio:WindowHours"].ShouldBe("12");
    }

    private static GatewaySettings Settings()
    {
        var settings = new GatewaySettings();
        DescribedPlatform.Configure(settings, "Twilio", "twilio.json", "/own-sends/{**rest}", """{ "Platform": "NAME", "AppSecrets": ["s"], "PublicUrl": "https://chat.example.com" }""");
        return settings;
    }

    private static void WriteBeside(TestDirectory directory, string json)
    {
        Directory.CreateDirectory(directory.File("platforms"));
        File.WriteAllText(Path.Combine(directory.File("platforms"), "twilio.json"), json);
    }

    private static IReadOnlyList<string> Errors(TestDirectory directory, GatewaySettings? settings = null)
    {
        File.WriteAllText(directory.File("policyproxy.json"), (settings ?? Settings().Remove("Platforms")).ToJson());
        try
        {
            PolicyFile.Open(directory.File("policyproxy.json"), new Dictionary<string, string?>()).Dispose();
            return [];
        }
        catch (MessagingConfigurationException exception)
        {
            return exception.Errors;
        }
    }
}

using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Configuration;

/// <summary>The files that describe platforms are looked at while the gateway runs: an edit is in force as a whole, or not at all.</summary>
public sealed class PlatformReloadTests : ProxyTest
{
    private static readonly string Vonage = RepositoryFile.Read("config", "platforms", "vonage.json");

    public static TheoryData<string, string, string> Mistakes => new()
    {
        { "vonage.json", "{ \"Platforms\": ", "is not well-formed JSON" },
        { "vonage.json", Vonage.Replace("\"WindowHours\": 24", "\"WindowHours\": 0", StringComparison.Ordinal), "Platforms:Vonage:WindowHours: 0 is not right;" },
        { "vonage.json", Vonage.Replace("\"Vonage\"", "\"Nexmo\"", StringComparison.Ordinal), "Messaging:Channels:vonage:Platform: \"Vonage\" is not a known platform;" },
        { "another.json", Vonage, "Platforms:Vonage: is described elsewhere, too; give it another name, or remove one of them." },
        { "another.json", Vonage.Replace("\"Vonage\"", "\"VONAGE\"", StringComparison.Ordinal), "is described elsewhere, too; give it another name, or remove one of them." },
        { "another.json", Vonage.Replace("\"Vonage\"", "\"WhatsApp\"", StringComparison.Ordinal), "Platforms:WhatsApp: there is a platform of this name already; give it one of its own." },
        { "another.json", Vonage.Replace("\"Vonage\"", "\"messenger\"", StringComparison.Ordinal), "Platforms:messenger: there is a platform of this name already; give it one of its own." },
    };

    private string Folder => Path.Combine(Path.GetDirectoryName(Gateway.File.Path)!, "platforms");

    [Fact]
    public async Task A_platform_its_channel_and_its_routes_that_are_added_together_are_in_force_together()
    {
        await AddAsync();
        (await SendAsync()).Reason.ShouldBe("no-client-contact");
        await ClientWroteAsync(TimeSpan.Zero);
        (await SendAsync()).Reason.ShouldBe("window-open");
    }

    [Fact]
    public async Task An_edited_file_holds_for_the_next_send()
    {
        await AddAsync();
        await ClientWroteAsync(TimeSpan.FromHours(2));
        (await SendAsync()).Reason.ShouldBe("window-open");

        Save("vonage.json", Vonage.Replace("\"WindowHours\": 24", "\"WindowHours\": 1", StringComparison.Ordinal));
        await LookAsync();
        (await SendAsync()).Reason.ShouldBe("window-closed");
    }

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task A_file_with_a_mistake_is_rejected_whole_and_named(string file, string json, string words)
    {
        await AddAsync();
        await ClientWroteAsync(TimeSpan.FromHours(2));
        Save(file, json);
        await Gateway.LookAtFileAsync("is rejected, the running one stays");

        Gateway.Log.Complaints.ShouldContain(line => line.Contains(words, StringComparison.Ordinal));
        var ready = (await Gateway.AdminAsync("/health/ready")).Json;
        ready.GetProperty("status").GetString().ShouldBe("degraded");
        ready.GetProperty("checks").EnumerateArray().Select(check => check.GetProperty("detail").GetString()).ShouldContain(detail => detail != null && detail.Contains(words));
        (await SendAsync()).Reason.ShouldBe("window-open");
    }

    [Fact]
    public async Task A_file_that_is_removed_while_a_channel_needs_it_changes_nothing_until_the_channel_is_removed_too()
    {
        await AddAsync();
        await ClientWroteAsync(TimeSpan.Zero);
        File.Delete(Path.Combine(Folder, "vonage.json"));
        await Gateway.LookAtFileAsync("Messaging:Channels:vonage:Platform: \"Vonage\" is not a known platform;");
        (await SendAsync()).Reason.ShouldBe("window-open");

        Gateway.Edit(settings => settings.Remove("Messaging:Channels:vonage").Remove("ReverseProxy:Routes:own-sends").Remove("ReverseProxy:Routes:own-webhooks"));
        await LookAsync();
        (await SendAsync()).Reason.ShouldNotBe("window-open");
        (await Gateway.AdminAsync("/health/ready")).Json.GetProperty("status").GetString().ShouldBe("ready");
    }

    [Fact]
    public async Task A_file_that_comes_back_is_no_mistake_any_more()
    {
        await AddAsync();
        File.Delete(Path.Combine(Folder, "vonage.json"));
        await Gateway.LookAtFileAsync("is rejected, the running one stays");
        Save("vonage.json", Vonage);
        Gateway.File.Refresh();

        (await Gateway.AdminAsync("/health/ready")).Json.GetProperty("status").GetString().ShouldBe("ready");
        (await SendAsync()).Reason.ShouldBe("no-client-contact");
    }

    private async Task AddAsync()
    {
        Directory.CreateDirectory(Folder);
        Save("vonage.json", Vonage);
        Gateway.Edit(settings =>
        {
            DescribedPlatform.Configure(settings, "Vonage", "vonage.json", "/vonage/{**rest}", """{ "Platform": "NAME", "Signature": "Ignored" }""");
            settings.Remove("Platforms");
        });
        await LookAsync();
    }

    private void Save(string file, string json) => File.WriteAllText(Path.Combine(Folder, file), json);

    // Until the log says once more that an edit is in force.
    private Task LookAsync()
    {
        var before = Gateway.Log.Count("is in force");
        return Eventually.HoldsAsync(() => Gateway.Log.Count("is in force") > before, () => Gateway.Time.Advance(TimeSpan.FromSeconds(1)));
    }

    private Task<Answer> SendAsync() => Gateway.PostAsync("/vonage/v1/messages", """{"message_type":"text","text":"Hi","to":"447700900000","from":"447700900001","channel":"whatsapp"}""");

    private async Task ClientWroteAsync(TimeSpan ago) => (await Gateway.PostAsync(
        "/own/vonage",
        $$"""{"channel":"whatsapp","to":"447700900001","from":"447700900000","timestamp":"{{(Gateway.Now - ago).UtcDateTime:O}}","message_type":"text"}""")).Status.ShouldBe(200);
}

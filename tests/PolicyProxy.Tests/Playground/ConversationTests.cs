using PolicyProxy.Tests.Infrastructure;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace PolicyProxy.Tests.Playground;

/// <summary>What is written on the page goes through platform, gateway and helpdesk.</summary>
public sealed class ConversationTests(SharedBrowser browser) : PlaygroundTest(browser)
{
    [SkippableTheory]
    [InlineData("whatsapp", "131047")]
    [InlineData("messenger", "2018278")]
    [InlineData("instagram", "2534022")]
    public async Task An_answer_is_delivered_within_24_hours_and_not_after_them_until_the_client_writes_again(string channel, string code)
    {
        await using var tab = await OpenAsync(channel);
        await AgentWritesAsync(tab, "First?", "Not delivered");
        await ClientWroteAsync(tab, "Grüß Gott");
        await Expect(tab["window-state"]).ToHaveTextAsync("The reply window is open.");
        await AgentWritesAsync(tab, "In time", "Delivered");
        await Expect(tab["phone"]).ToContainTextAsync("In time");

        await MoveClockAsync(tab, 25);
        await AgentWritesAsync(tab, "Too late", "Not delivered");
        await Expect(tab["phone"]).Not.ToContainTextAsync("Too late");
        await Message(tab, "desk", "Too late").Locator("summary").ClickAsync();
        var wire = Message(tab, "desk", "Too late").Locator("details");
        await Expect(wire).ToContainTextAsync(code);
        await Expect(wire).ToContainTextAsync("X-Policy-Reason: window-closed");
        await Expect(wire).ToContainTextAsync("Authorization: Bearer ***");

        await ClientWroteAsync(tab, "Still there?");
        await AgentWritesAsync(tab, "Yes", "Delivered");
        await Expect(wire).ToContainTextAsync(code);
        tab.ShouldBeQuiet(Playground.Address);
    }

    [SkippableFact]
    public async Task What_the_operator_configures_lets_tags_and_templates_through()
    {
        await using var tab = await OpenAsync();
        await ClientWroteAsync(tab, "Hello");
        await MoveClockAsync(tab, 25);
        await tab["kind"].SelectOptionAsync("Template");
        await AgentWritesAsync(tab, "-", "Not delivered");
        await tab["policy"].SelectOptionAsync("extended");
        await tab["channel"].SelectOptionAsync("messenger");
        await ClientWroteAsync(tab, "Hello again");
        await tab["hours"].FillAsync("100");
        await tab["hours"].PressAsync("Enter");
        await Expect(tab["window-state"]).ToContainTextAsync("longer window is open");
        await AgentWritesAsync(tab, "On the fifth day", "Delivered");
        await Expect(Message(tab, "phone", "On the fifth day").Locator("pre").First).ToContainTextAsync("HUMAN_AGENT");

        await tab["channel"].SelectOptionAsync("whatsapp");
        await tab["kind"].SelectOptionAsync("Template");
        await tab["agent-text"].PressAsync("Enter");
        await Expect(tab["phone"]).ToContainTextAsync("[template hello_again]");
    }

    [SkippableFact]
    public async Task While_Redis_is_away_the_agent_is_asked_to_try_again_and_nothing_is_lost()
    {
        RedisRequired.SkipUnless(RedisServer.IsInstalled);
        await using var tab = await OpenAsync();
        await ClientWroteAsync(tab, "Hello");
        await MoveClockAsync(tab, 25);
        await tab["toggle-store"].ClickAsync();
        await Expect(tab["window-state"]).ToContainTextAsync("The gateway cannot say");
        await AgentWritesAsync(tab, "Anybody?", "Not now, try again");
        await ClientWroteAsync(tab, "It is me");
        await AgentWritesAsync(tab, "I see", "Delivered");

        await tab["toggle-store"].ClickAsync();
        await Expect(tab["window-state"]).ToHaveTextAsync("The reply window is open.", new() { Timeout = 20_000 });
        await AgentWritesAsync(tab, "Here we go", "Delivered");
    }

    [SkippableFact]
    public async Task While_the_helpdesk_is_away_the_platform_delivers_again()
    {
        await using var tab = await OpenAsync();
        await tab["toggle-helpdesk"].ClickAsync();
        await Expect(tab["helpdesk"]).ToContainTextAsync("Away");
        await Expect(tab["agent-form"].Locator("button")).ToBeDisabledAsync();
        await ClientWritesAsync(tab, "Anybody?");
        var note = Message(tab, "phone", "Anybody?").Locator(".note");
        await Expect(note).ToContainTextAsync("attempts so far: 2");
        await Expect(tab["desk"]).Not.ToContainTextAsync("Anybody?");

        await tab["toggle-helpdesk"].ClickAsync();
        await Expect(Message(tab, "desk", "Anybody?")).ToHaveCountAsync(1);
        await Expect(note).ToHaveTextAsync("Delivered");
        await AgentWritesAsync(tab, "Sorry", "Delivered");
        await Expect(Message(tab, "phone", "Anybody?").Locator("details")).ToContainTextAsync("502 Bad Gateway");
    }
}

using System.Text;
using System.Text.Json;
using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Admin;

/// <summary>Every answer of the administrator's listener is kept by nobody, and every error is JSON.</summary>
public sealed class AdminAnswerTests : ProxyTest
{
    [Theory]
    [InlineData("GET", "/health/live", 200)]
    [InlineData("GET", "/health/ready", 200)]
    [InlineData("GET", "/decisions", 200)]
    [InlineData("GET", "/windows/messenger/1", 200)]
    [InlineData("DELETE", "/windows/messenger/1", 204)]
    [InlineData("PUT", "/windows/messenger/1", 400)]
    [InlineData("GET", "/decisions?limit=x", 400)]
    [InlineData("GET", "/windows/telegram/1", 404)]
    [InlineData("GET", "/windows/messenger", 404)]
    [InlineData("GET", "/nothing", 404)]
    [InlineData("GET", "/decisions/1", 404)]
    [InlineData("POST", "/decisions", 405)]
    [InlineData("POST", "/windows/messenger/1", 405)]
    [InlineData("DELETE", "/health/ready", 405)]
    public async Task Nobody_keeps_an_answer_and_an_error_is_JSON(string method, string target, int status)
    {
        var answer = await Gateway.AdminAsync(new HttpMethod(method), target);

        answer.Status.ShouldBe(status);
        answer.Header("Cache-Control").ShouldBe("no-store");
        if (status != 204) answer.Header("Content-Type").ShouldBe("application/json; charset=utf-8");
        if (status >= 400) answer.Json.GetProperty("error").ValueKind.ShouldBe(JsonValueKind.String);
    }

    [Fact]
    public async Task Readiness_says_that_the_gateway_is_still_starting_and_that_it_has_started()
    {
        Answer? starting = null;
        await Gateway.RestartAsync(meanwhile: async () => starting = await Gateway.AdminAsync("/health/ready"));

        starting!.Status.ShouldBe(503);
        starting.Text.ShouldStartWith("{\"status\":\"unready\"");
        starting.Text.ShouldContain("{\"name\":\"gateway\",\"status\":\"unready\",\"detail\":\"starting: ");
        (await Gateway.AdminAsync("/health/ready")).Text.ShouldContain("{\"name\":\"gateway\",\"status\":\"ready\",");
    }

    [Fact]
    public async Task What_is_not_there_is_answered_with_what_is() =>
        (await Gateway.AdminAsync("/nothing")).Json.GetProperty("error").GetString()!
            .ShouldStartWith("There is nothing under this path; there are /health/live, /health/ready, /windows/{channel}/{contact}, /metrics, /decisions");

    [Fact]
    public async Task A_verb_that_is_not_for_a_path_is_answered_with_those_that_are()
    {
        var answer = await Gateway.AdminAsync(HttpMethod.Post, "/windows/messenger/1");

        answer.Header("Allow").ShouldBe("DELETE, GET, PUT");
        answer.Json.GetProperty("error").GetString().ShouldBe("POST is not for this path; DELETE, GET, PUT is.");
    }

    [Theory]
    [InlineData("/health/ready")]
    [InlineData("/health/live")]
    [InlineData("/metrics")]
    [InlineData("/decisions")]
    [InlineData("/windows/messenger/1")]
    public async Task Through_the_proxys_port_nothing_of_it_is_reached(string target)
    {
        Gateway.Platform.AnswerWith(200, "the platform's own");
        var admin = new Uri(Gateway.AdminAddress).Authority;

        foreach (var answer in new[]
        {
            await AskAbsoluteAsync(Gateway.AdminAddress + target, admin),
            await Gateway.AskAsync(HttpMethod.Get, target),
            await Gateway.AskAsync(HttpMethod.Get, target, null, ("Host", admin)),
            await Gateway.AskAsync(HttpMethod.Get, target, null, ("X-Forwarded-Host", admin), ("X-Original-URL", target)),
            await Gateway.AskAsync(HttpMethod.Get, $"//{admin}{target}"),
        }) answer.Text.ShouldBe("the platform's own");
        Gateway.Platform.Requests.Count.ShouldBe(5);
    }

    [Fact]
    public async Task Nor_can_anybody_be_erased_through_it()
    {
        await Gateway.ClientWritesAsync(Conversation.WhatsApp);
        await Gateway.AskAsync(HttpMethod.Delete, Conversation.WhatsApp.WindowPath, null, ("Host", new Uri(Gateway.AdminAddress).Authority));

        (await Gateway.SendAsync(Conversation.WhatsApp)).Verdict.ShouldBe("allowed");
    }

    private async Task<Answer> AskAbsoluteAsync(string target, string host)
    {
        using var connection = await Gateway.ConnectAsync();
        await connection.WriteAsync(Encoding.ASCII.GetBytes($"GET {target} HTTP/1.1\r\nHost: {host}\r\n\r\n"));
        return await connection.ReadAnswerAsync();
    }
}

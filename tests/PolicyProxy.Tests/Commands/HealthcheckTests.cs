using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Commands;

/// <summary><c>policyproxy healthcheck</c>: whom it asks, and what it takes for an answer.</summary>
public sealed class HealthcheckTests : CommandTest
{
    [Fact]
    public async Task A_ready_gateway_is_exit_code_0()
    {
        Save(new GatewaySettings());
        await using var gateway = await RunAsync();
        await using var check = Start("healthcheck", "--url", gateway.AdminAddress);

        (await check.WaitForExitAsync(), string.Join('\n', check.Errors)).ShouldBe((0, ""));
        check.Output.ShouldHaveSingleItem().ShouldStartWith("""{"status":"ready","checks":[""");
    }

    [Fact]
    public async Task A_degraded_gateway_is_exit_code_0()
    {
        Save(new GatewaySettings().SetJson("Messaging:Channels:whatsapp:AppSecrets", "[]"));
        await using var gateway = await RunAsync();
        await using var check = Start("healthcheck", "--url", gateway.AdminAddress);

        (await check.WaitForExitAsync()).ShouldBe(0);
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("*")]
    [InlineData("+")]
    [InlineData("[::]")]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    public async Task Without_a_URL_the_configured_admin_listener_is_asked(string host)
    {
        var port = Ports.Take();
        Save(new GatewaySettings().Set("Admin:Url", $"http://{host}:{port}").Set("Admin:ApiKey", "a-key"));
        await using var gateway = Start("--config", ConfigurationFile);
        await gateway.WaitForLineAsync("Listening for the proxy");
        await using var check = Start("healthcheck", "--config", ConfigurationFile);

        (await check.WaitForExitAsync(), string.Join('\n', check.Errors)).ShouldBe((0, ""));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{ \"Messaging\": 1 }")]
    [InlineData("{ \"Admin\": { \"Url\": \"http://127.0.0.1:1\" } }")]
    public async Task The_environment_is_heard_whatever_the_file_is_like(string file)
    {
        Save(new GatewaySettings());
        await using var gateway = await RunAsync();
        File.WriteAllText(ConfigurationFile, file);
        await using var check = Start(["healthcheck", "--config", ConfigurationFile], ("Admin__Url", gateway.AdminAddress));

        (await check.WaitForExitAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Where_there_is_no_file_the_usual_address_is_asked_and_a_failure_says_so()
    {
        await using var check = Start("healthcheck", "--config", "missing.json");

        (await check.WaitForExitAsync()).ShouldBe(1);
        check.Errors[0].ShouldContain("http://127.0.0.1:8081/");
        check.Errors[1].ShouldStartWith("The address is not the configuration file's: missing.json: cannot be read (");
    }

    [Theory]
    [InlineData(200, "text/html", "<html></html>", "status 200, text/html, 13 bytes")]
    [InlineData(200, "application/json", """{"status":"ready"}""", "status 200, application/json, 18 bytes")]
    [InlineData(200, "application/json", "null", "status 200, application/json, 4 bytes")]
    [InlineData(302, "text/html", "", "status 302, text/html, 0 bytes")]
    [InlineData(404, "text/plain", "nothing here", "status 404, text/plain, 12 bytes")]
    public async Task What_is_no_gateways_answer_is_exit_code_1_and_told(int status, string type, string body, string told)
    {
        await using var other = await Upstream.StartAsync();
        other.AnswerWith(status, body, ("Content-Type", type), ("Location", "/elsewhere"));
        await using var check = Start("healthcheck", "--url", other.Address);

        (await check.WaitForExitAsync()).ShouldBe(1);
        check.Errors.ShouldBe([$"{other.Address}/ answers as no gateway does: {told}."]);
        check.Output.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_gateway_that_is_not_ready_is_exit_code_1()
    {
        await using var draining = await Upstream.StartAsync();
        draining.AnswerWith(503, """{"status":"unready","checks":[]}""");
        await using var check = Start("healthcheck", "--url", draining.Address);

        (await check.WaitForExitAsync()).ShouldBe(1);
        check.Errors.ShouldBe([$"The gateway on {draining.Address}/ is unready."]);
    }

    [Theory]
    [InlineData("http://127.0.0.1:1", 1)]
    [InlineData("nowhere", 2)]
    public async Task What_does_not_answer_fails(string url, int exitCode)
    {
        await using var check = Start("healthcheck", "--url", url);

        (await check.WaitForExitAsync()).ShouldBe(exitCode);
        check.Errors.ShouldHaveSingleItem().ShouldContain(url);
    }
}

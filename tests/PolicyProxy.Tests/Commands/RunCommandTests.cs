using System.Diagnostics;
using System.Net;
using System.Text;
using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Commands;

/// <summary><c>policyproxy run</c>: starting, editing, stopping.</summary>
public sealed class RunCommandTests : CommandTest
{
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(10) };

    [Theory]
    [InlineData("whatsapp")]
    [InlineData("messenger")]
    [InlineData("instagram")]
    public async Task A_channel_without_a_secret_is_named_at_the_start_with_how_to_set_one(string channel)
    {
        Save(new GatewaySettings().SetJson($"Messaging:Channels:{channel}:AppSecrets", "[]"));
        await using var gateway = await RunAsync();

        (await gateway.WaitForLineAsync("refuses every webhook")).ShouldEndWith(
            $"WRN Channel {channel} refuses every webhook until an app secret is set: put it into the environment variable "
            + $"Messaging__Channels__{channel}__AppSecrets__0, or name a file that holds it in AppSecretFiles");
    }

    [Fact]
    public async Task A_secret_from_the_environment_is_as_good_as_one_in_the_file()
    {
        Save(new GatewaySettings().SetJson("Messaging:Channels:whatsapp:AppSecrets", "[]"));
        await using var gateway = await RunAsync(("Messaging__Channels__whatsapp__AppSecrets__0", "from-outside"));

        (await ReadyAsync(gateway)).Text.ShouldContain("\"status\":\"ready\"");
    }

    [Fact]
    public async Task A_channel_that_ignores_signatures_is_named_loudly_at_the_start()
    {
        Save(new GatewaySettings().Channel("whatsapp", "Signature", "Ignored").Set("ReverseProxy:Routes:webhooks:Metadata:Messaging.Webhook", "messenger,instagram"));
        await using var gateway = await RunAsync();

        (await gateway.WaitForLineAsync("Ignored")).ShouldEndWith("WRN Channel whatsapp takes webhooks from anybody: its Signature is Ignored");
    }

    [Fact]
    public async Task A_saved_edit_is_in_force_within_two_seconds()
    {
        Save(new GatewaySettings());
        await using var gateway = await RunAsync();
        var saved = Stopwatch.StartNew();
        Save(new GatewaySettings().Channel("whatsapp", "WindowHours", 1));
        await gateway.WaitForLineAsync("is in force");

        saved.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(2.5));
    }

    [Fact]
    public async Task A_second_gateway_on_the_same_store_is_refused_and_says_why()
    {
        Save(new GatewaySettings());
        await using var first = await RunAsync();
        await using var second = Start("--config", ConfigurationFile);

        (await second.WaitForExitAsync()).ShouldBe(1);
        second.Errors.ShouldHaveSingleItem().ShouldStartWith("The store cannot be opened: ");
    }

    [Theory]
    [InlineData("Kestrel:Endpoints:Proxy:Url")]
    [InlineData("Admin:Url")]
    public async Task A_port_that_is_taken_is_said_in_one_line(string key)
    {
        await using var other = await Upstream.StartAsync();
        Save(new GatewaySettings().Set(key, other.Address));
        await using var gateway = Start("--config", ConfigurationFile);

        (await gateway.WaitForExitAsync()).ShouldBe(1);
        gateway.Errors.ShouldBe([$"The gateway cannot listen: Failed to bind to address {other.Address}: address already in use."]);
        gateway.Output.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("http://192.0.2.1:8443", null, "http://192.0.2.1:8443: ")]
    [InlineData("https://127.0.0.1:0", "missing.pem", "Could not find file ")]
    [InlineData("https://127.0.0.1:0", "gateway.json", "a certificate for https://127.0.0.1:0 cannot be used: ")]
    public async Task An_address_or_a_certificate_that_cannot_be_used_is_said_in_one_line(string url, string? certificate, string told)
    {
        var settings = new GatewaySettings().Set("Kestrel:Endpoints:Proxy:Url", url);
        if (certificate is not null) settings.Set("Kestrel:Endpoints:Proxy:Certificate:Path", certificate);
        Save(settings);
        await using var gateway = Start("--config", ConfigurationFile);

        (await gateway.WaitForExitAsync()).ShouldBe(1);
        gateway.Errors.ShouldHaveSingleItem().ShouldStartWith($"The gateway cannot listen: {told}");
        gateway.Output.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("run")]
    [InlineData("check")]
    public async Task An_https_endpoint_without_a_certificate_is_an_error_of_the_configuration(string command)
    {
        Save(new GatewaySettings().Set("Kestrel:Endpoints:Proxy:Url", "https://127.0.0.1:0"));
        await using var gateway = Start(command, "--config", ConfigurationFile);

        (await gateway.WaitForExitAsync()).ShouldBe(2);
        gateway.Errors.Count.ShouldBe(2);
        gateway.Errors[1].ShouldStartWith("  Kestrel:Endpoints:Proxy:Certificate: is missing, and the endpoint speaks https; ");
    }

    [Fact]
    public async Task On_SIGTERM_a_gateway_with_nothing_to_do_ends_with_exit_code_0()
    {
        Save(new GatewaySettings());
        await using var gateway = await RunAsync();
        gateway.Terminate();

        (await gateway.WaitForExitAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task On_SIGTERM_the_request_in_flight_finishes_while_readiness_is_false()
    {
        await using var platform = await Upstream.StartAsync();
        var asked = new TaskCompletionSource();
        var answer = new TaskCompletionSource();
        platform.Answer = async context =>
        {
            asked.SetResult();
            await answer.Task;
            context.Response.StatusCode = 202;
        };
        Save(new GatewaySettings().Set("ReverseProxy:Clusters:graph:Destinations:1:Address", platform.Address));
        await using var gateway = await RunAsync();
        var request = _client.GetAsync(new Uri($"{gateway.Address}/v24.0/me"));
        await asked.Task;

        gateway.Terminate();
        var readiness = await WaitUntilUnreadyAsync(gateway);
        answer.SetResult();

        readiness.ShouldStartWith("{\"status\":\"unready\"");
        readiness.ShouldContain("{\"name\":\"gateway\",\"status\":\"unready\",\"detail\":\"draining: ");
        (await request).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await gateway.WaitForExitAsync()).ShouldBe(0);
    }

    [Theory]
    [InlineData("Content-Length: 2", "{", "}")]
    [InlineData("Transfer-Encoding: chunked", "1\r\n{\r\n", "1\r\n}\r\n0\r\n\r\n")]
    public async Task On_SIGTERM_a_request_whose_body_is_still_arriving_finishes(string framing, string first, string rest)
    {
        await using var helpdesk = await Upstream.StartAsync();
        Save(new GatewaySettings().Set("ReverseProxy:Clusters:helpdesk:Destinations:1:Address", helpdesk.Address));
        await using var gateway = await RunAsync();
        using var connection = await RawConnection.OpenAsync(gateway.Address);
        var signature = RunningGateway.Sign("{}"u8.ToArray(), GatewaySettings.WhatsAppSecret);
        await connection.WriteAsync("POST /webhooks/a", $"{framing}\r\nX-Hub-Signature-256: {signature}\r\nExpect: 100-continue\r\n", []);
        (await connection.ReadAnswerAsync()).Status.ShouldBe(100);
        await connection.WriteAsync(Encoding.ASCII.GetBytes(first));

        gateway.Terminate();
        await WaitUntilUnreadyAsync(gateway);
        await connection.WriteAsync(Encoding.ASCII.GetBytes(rest));

        (await connection.ReadAnswerAsync()).Status.ShouldBe(200);
        helpdesk.Single.Text.ShouldBe("{}");
        (await gateway.WaitForExitAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task A_client_that_hangs_up_before_its_answer_is_one_line_in_the_log()
    {
        await using var platform = await Upstream.StartAsync();
        var asked = new TaskCompletionSource();
        platform.OnHead = _ => asked.SetResult();
        platform.Hang();
        Save(new GatewaySettings().Set("ReverseProxy:Clusters:graph:Destinations:1:Address", platform.Address));
        await using var gateway = await RunAsync();
        var before = gateway.Output.Count;
        using (var connection = await RawConnection.OpenAsync(gateway.Address))
        {
            await connection.WriteAsync("GET /v24.0/me", "", []);
            await asked.Task;
        }

        await gateway.WaitForLineAsync("reason=not-a-send");
        gateway.Output.Skip(before).ShouldHaveSingleItem();
    }

    private async Task<(int Status, string Text)> ReadyAsync(GatewayProcess gateway)
    {
        using var answer = await _client.GetAsync(new Uri($"{gateway.AdminAddress}/health/ready"));
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private async Task<string> WaitUntilUnreadyAsync(GatewayProcess gateway)
    {
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < TimeSpan.FromSeconds(5); await Task.Delay(10))
        {
            if (await ReadyAsync(gateway) is { Status: 503 } unready) return unready.Text;
        }

        return "still ready";
    }
}

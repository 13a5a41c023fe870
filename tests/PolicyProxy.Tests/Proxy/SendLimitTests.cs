using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using PolicyProxy.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Proxy;

/// <summary>Large sends are read whole, forwarded whole, and refused above the configured size.</summary>
public sealed class SendLimitTests : ProxyTest
{
    private const int UploadBytes = 25 * 1024 * 1024;

    private static readonly Conversation Client = Conversation.Messenger;

    private static string Parameters => $"{Part("recipient")}{{\"id\":\"{Client.Contact}\"}}\r\n{Part("message")}{{\"text\":\"Hello\"}}\r\n";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_upload_of_25_MB_is_forwarded_byte_for_byte(bool isFileFirst)
    {
        await Gateway.ClientWritesAsync(Client);
        var body = Upload(UploadBytes, isFileFirst);
        (await PostAsync(body)).Verdict.ShouldBe("allowed");

        Convert.ToHexString(SHA256.HashData(Gateway.Platform.Single.Body)).ShouldBe(Convert.ToHexString(SHA256.HashData(body)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_upload_of_25_MB_is_refused_to_a_closed_contact(bool isFileFirst)
    {
        var answer = await PostAsync(Upload(UploadBytes, isFileFirst));

        (answer.Reason, Gateway.Platform.Requests.Count).ShouldBe(("no-client-contact", 0));
    }

    [Theory]
    [InlineData(0, 200, 1)]
    [InlineData(1, 413, 0)]
    public async Task An_upload_may_be_as_long_as_configured(int above, int status, int forwarded)
    {
        await LimitAsync("UploadBytes", 2_000_000);
        var shortest = Upload(0, true).Length;
        var answer = await PostAsync(Upload(2_000_000 - shortest + above, true));

        (answer.Status, Gateway.Platform.Requests.Count).ShouldBe((status, forwarded));
    }

    [Theory]
    [InlineData(0, 200, 1)]
    [InlineData(1, 413, 0)]
    public async Task A_send_may_be_as_long_as_configured(int above, int status, int forwarded)
    {
        await LimitAsync("SendBytes", 2048);
        var answer = await Gateway.PostAsync(Client.Path, Padded(2048 + above));

        (answer.Status, Gateway.Platform.Requests.Count).ShouldBe((status, forwarded));
    }

    [Theory]
    [InlineData(0, 200)]
    [InlineData(1, 413)]
    public async Task A_send_in_chunks_may_be_as_long_as_configured(int above, int status)
    {
        await LimitAsync("SendBytes", 2048);
        using var connection = await Gateway.ConnectAsync();
        var body = Padded(2048 + above);
        var answer = await connection.AskAsync(
            $"POST {Client.Path}", "Transfer-Encoding: chunked\r\n", Encoding.ASCII.GetBytes($"{body.Length:x}\r\n{body}\r\n0\r\n\r\n"));

        answer.Status.ShouldBe(status);
    }

    [Fact]
    public async Task What_is_too_long_is_answered_in_the_platforms_shape()
    {
        await LimitAsync("UploadBytes", 1024);
        var answer = await PostAsync(Upload(1024, true));

        (answer.Error.GetProperty("code").GetInt32(), answer.Reason).ShouldBe((100, "not-understood"));
    }

    [Theory]
    [InlineData(0, 200)]
    [InlineData(1, 414)]
    public async Task A_path_and_query_of_64_KiB_is_read_and_a_longer_one_refused_in_the_platforms_shape(int above, int status)
    {
        using var connection = await Gateway.ConnectAsync();
        var answer = await connection.AskAsync($"GET {"/v24.0/me?fields=".PadRight((64 * 1024) + above, 'x')}");

        answer.Status.ShouldBe(status);
        if (status == 414) (answer.Error.GetProperty("code").GetInt32(), answer.Reason).ShouldBe((100, "not-understood"));
    }

    [Fact]
    public async Task A_send_with_many_long_headers_is_judged_like_any()
    {
        await Gateway.ClientWritesAsync(Client);
        using var connection = await Gateway.ConnectAsync();
        var headers = string.Concat(Enumerable.Range(0, 200).Select(i => $"X-Trace-{i}: {new string('x', 500)}\r\n"));

        (await connection.AskAsync($"POST {Client.Path}", headers, Client.Text)).Verdict.ShouldBe("allowed");
    }

    private static string Part(string name) => $"--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n";

    private static string Padded(int length) => Client.Text.Replace("Hello", new string('x', length - Client.Text.Length + "Hello".Length));

    // A file of random bytes, which can hold anything but the boundary.
    private static byte[] Upload(int length, bool isFileFirst)
    {
        var file = new byte[length];
        new Random(1).NextBytes(file);
        var head = Encoding.ASCII.GetBytes("--b\r\nContent-Disposition: form-data; name=\"filedata\"; filename=\"a.bin\"\r\nContent-Type: application/octet-stream\r\n\r\n");
        var parameters = Encoding.ASCII.GetBytes(Parameters);
        byte[] part = [.. head, .. file, .. "\r\n"u8];
        return isFileFirst ? [.. part, .. parameters, .. "--b--\r\n"u8] : [.. parameters, .. part, .. "--b--\r\n"u8];
    }

    private async Task LimitAsync(string key, int bytes)
    {
        await Gateway.RestartAsync(configure: settings => settings.Set($"Messaging:Limits:{key}", bytes));
        await Gateway.ClientWritesAsync(Client);
    }

    private async Task<Answer> PostAsync(byte[] body)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=b");
        return await Gateway.AskAsync(HttpMethod.Post, Client.Path, content);
    }
}

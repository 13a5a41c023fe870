using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Xunit;

namespace PolicyProxy.Tests.Forwarding;

/// <summary>What the other side gets of a request is the same whichever way it is forwarded, and so is what the client is told.</summary>
public sealed class RequestsBothWaysTests : IAsyncLifetime
{
    private TwoWays _ways = null!;

    public async Task InitializeAsync() => _ways = await TwoWays.StartAsync();

    public async Task DisposeAsync() => await _ways.DisposeAsync();

    [Property(MaxTest = 200)]
    public Property A_send_is_forwarded_as_ever() => Prop.ForAll(GeneratedRequest.Send.ToArbitrary(), IsForwardedAsEver);

    [Property(MaxTest = 200)]
    public Property A_webhook_is_forwarded_as_ever() => Prop.ForAll(GeneratedRequest.Webhook.ToArbitrary(), IsForwardedAsEver);

    private Property IsForwardedAsEver(GeneratedRequest request)
    {
        var one = Forward(request, "").GetAwaiter().GetResult();
        var other = Forward(request, TwoWays.OtherWay).GetAwaiter().GetResult();
        return (one == other).Label($"{one}\nand the other way\n{other}");
    }

    private async Task<string> Forward(GeneratedRequest request, string mark)
    {
        _ways.Upstream.Forget();
        var answer = await _ways.AskAsync(request.Write(mark), request.RequestLine.Split(' ')[0]);
        return string.Join('\n', _ways.Upstream.Requests.Append(answer).Select(WireText.Of));
    }
}

using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Platforms;

/// <summary>The same where the platform proves its webhooks.</summary>
public abstract class SignedProfileTraffic(string name, string file, string sends, string channel) : ProfileTraffic(name, file, sends, channel)
{
    [Fact]
    public async Task A_webhook_that_is_not_proved_is_refused()
    {
        var body = ClientWrites(Gateway.Now);
        var proof = Proof(body).ShouldNotBeNull();

        (await Gateway.PostAsync("/own/it", body)).Status.ShouldBe(401);
        (await Gateway.PostAsync("/own/it", body, [(proof.Name, (proof.Value[0] == '0' ? '1' : '0') + proof.Value[1..]), .. BesideProof])).Status.ShouldBe(401);
        (await Gateway.PostAsync("/own/it", body, [(proof.Name, "rubbish"), .. BesideProof])).Status.ShouldBe(401);
        Gateway.Helpdesk.Requests.ShouldBeEmpty();
    }
}

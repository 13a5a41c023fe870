using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Notifications;

/// <summary>A WhatsApp client with several ids is told of once.</summary>
public sealed class OtherIdsTests : NotifyTest
{
    private const string User = "US.13491208655302741918";

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task Of_a_client_with_two_ids_the_number_is_told()
    {
        await WritesAsync(Client.Contact, User);
        await PassAsync(25 * Hour);

        Told.Select(told => (told.Type, told.Contact)).ShouldBe([("window.closed", Client.Contact)]);
    }

    [Fact]
    public async Task A_client_who_has_written_since_under_another_id_is_told_of_under_that_one()
    {
        await WritesAsync(Client.Contact, User);
        Gateway.Time.Advance(20 * Hour);
        var written = Gateway.Now;
        await WritesAsync(null, User);
        await PassAsync(5 * Hour);
        Told.ShouldBeEmpty();
        await PassAsync(20 * Hour);

        Told.Select(told => (told.Type, told.Contact, told.LastContact)).ShouldBe([("window.closed", User, written)]);
    }

    private async Task WritesAsync(string? number, string user)
    {
        var ids = number is null ? $"\"from_user_id\":\"{user}\"" : $"\"from\":\"{number}\",\"from_user_id\":\"{user}\"";
        var body = Client.Webhook(Gateway.Now).Replace($"\"from\":\"{Client.Contact}\"", ids, StringComparison.Ordinal)
            .Replace($",\"wa_id\":\"{Client.Contact}\"", number is null ? $",\"user_id\":\"{user}\"" : $",\"wa_id\":\"{number}\"", StringComparison.Ordinal);
        (await Gateway.WebhookAsync(body, Client.Secret)).Status.ShouldBe(200);
    }
}

using PolicyProxy.Policy;
using PolicyProxy.Windows;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Stores;

/// <summary>How long a store remembers, and what it does about values it cannot read.</summary>
public abstract partial class WindowStoreContract
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(300);

    [SkippableFact]
    public async Task What_has_expired_was_never_there()
    {
        await Store.RecordAsync([new(Conversation(), Now, Time.GetUtcNow() + Soon)]);
        (await Store.FindAsync(Conversation())).Time.ShouldBe(Now);

        await PassAsync(Soon);

        (await Store.FindAsync(Conversation())).ShouldBe(LastContact.Never);
    }

    [SkippableFact]
    public async Task An_expired_contact_does_not_outlive_itself_in_a_merge()
    {
        await Store.RecordAsync([new(Conversation(), Now, Time.GetUtcNow() + Soon)]);
        await PassAsync(Soon);

        await RecordAsync(Conversation(), Now.AddHours(-1));

        (await Store.FindAsync(Conversation())).Time.ShouldBe(Now.AddHours(-1));
    }

    [SkippableFact]
    public async Task An_expired_erasure_erases_nothing_any_more()
    {
        await Store.ForgetAsync(Conversation(), Now, Time.GetUtcNow() + Soon);
        await PassAsync(Soon);

        await RecordAsync(Conversation(), Now.AddHours(-1));

        (await Store.FindAsync(Conversation())).Time.ShouldNotBeNull();
    }

    [SkippableFact]
    public async Task A_record_that_no_longer_matters_is_not_kept()
    {
        await Store.RecordAsync([new(Conversation(), Now.AddDays(-9), Time.GetUtcNow()), Record(Conversation("2"), Now)]);

        (await Store.FindAsync(Conversation())).ShouldBe(LastContact.Never);
        (await Store.FindAsync(Conversation("2"))).Time.ShouldBe(Now);
    }

    [SkippableFact]
    public async Task A_merge_never_shortens_how_long_a_contact_is_kept()
    {
        await RecordAsync(Conversation(), Now.AddMinutes(-1));
        await Store.RecordAsync([new(Conversation(), Now, Time.GetUtcNow() + Soon)]);
        await PassAsync(Soon);

        (await Store.FindAsync(Conversation())).Time.ShouldNotBeNull();
    }

    [SkippableFact]
    public async Task A_merge_lengthens_how_long_a_contact_is_kept()
    {
        await Store.RecordAsync([new(Conversation(), Now, Time.GetUtcNow() + Soon)]);
        await RecordAsync(Conversation(), Now.AddMinutes(-1));
        await PassAsync(Soon);

        (await Store.FindAsync(Conversation())).Time.ShouldNotBeNull();
    }

    [SkippableTheory]
    [InlineData("abc")]
    [InlineData("")]
    [InlineData("1.5")]
    [InlineData("253402300800000")]
    [InlineData("-253402300800000")]
    [InlineData("99999999999999999999")]
    public async Task A_value_that_cannot_be_read_fails_for_its_key_only(string value)
    {
        // Not to be found in a channel's name by chance, which is made of hex digits.
        const string Contact = "stranger";
        await PutRawAsync(Conversation(Contact), value);

        (await Should.ThrowAsync<WindowStoreException>(() => Store.FindAsync(Conversation(Contact)))).Message.ShouldNotContain(Contact);
        await ShouldNotBeKeptAsync(
            () => Store.RecordAsync([Record(Conversation("good"), Now), Record(Conversation(Contact), Now), Record(Conversation("fine"), Now)]));

        await Should.ThrowAsync<WindowStoreException>(() => Store.FindAsync(Conversation(Contact)));
        (await Store.FindAsync(Conversation("good"))).Time.ShouldNotBeNull();
        (await Store.FindAsync(Conversation("fine"))).Time.ShouldNotBeNull();
    }

    [SkippableFact]
    public async Task A_value_that_cannot_be_read_fails_nobody_elses_call()
    {
        await PutRawAsync(Conversation("bad"), "abc");

        var bad = RecordAsync(Conversation("bad"), Now);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(index => RecordAsync(Conversation($"{index}"), Now)));

        await ShouldNotBeKeptAsync(() => bad);
    }

    [SkippableFact]
    public async Task A_value_that_cannot_be_read_can_be_erased()
    {
        await PutRawAsync(Conversation(), "abc");
        await ForgetAsync(Conversation(), Now);

        (await Store.FindAsync(Conversation())).IsErased.ShouldBeTrue();
    }
}

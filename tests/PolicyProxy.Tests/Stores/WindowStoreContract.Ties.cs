using PolicyProxy.Windows;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Stores;

/// <summary>What a store remembers of the ids of one contact.</summary>
public abstract partial class WindowStoreContract
{
    [SkippableFact]
    public async Task An_id_that_was_never_tied_has_no_others() => (await Store.FindTiesAsync(Conversation())).ShouldBeEmpty();

    [SkippableFact]
    public async Task The_other_ids_of_a_contact_are_found()
    {
        await Store.TieAsync([Tie("1", "US.1", "US.ENT.2"), Tie("US.1", "1")]);

        (await Store.FindTiesAsync(Conversation("1"))).ShouldBe(["US.1", "US.ENT.2"]);
        (await Store.FindTiesAsync(Conversation("US.1"))).ShouldBe(["1"]);
    }

    [SkippableFact]
    public async Task A_later_tie_replaces_an_earlier_one()
    {
        await Store.TieAsync([Tie("1", "US.1")]);
        await Store.TieAsync([Tie("1", "US.2")]);

        (await Store.FindTiesAsync(Conversation("1"))).ShouldBe(["US.2"]);
    }

    [SkippableFact]
    public async Task A_tie_to_no_others_takes_the_tie_away()
    {
        await Store.TieAsync([Tie("1", "US.1")]);
        await Store.TieAsync([Tie("1")]);

        (await Store.FindTiesAsync(Conversation("1"))).ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task A_tie_belongs_to_one_account()
    {
        await Store.TieAsync([Tie("1", "US.1")]);

        (await Store.FindTiesAsync(Conversation("1", account: "2"))).ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task A_tie_is_forgotten_after_its_time()
    {
        await Store.TieAsync([new ContactTie(Conversation("1"), ["US.1"], Time.GetUtcNow().AddMilliseconds(300))]);
        await PassAsync(TimeSpan.FromMilliseconds(400));

        (await Store.FindTiesAsync(Conversation("1"))).ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task A_tie_is_no_window()
    {
        await Store.TieAsync([Tie("1", "US.1")]);

        (await Store.FindAsync(Conversation("1"))).ShouldBe(Policy.LastContact.Never);
    }

    private ContactTie Tie(string contact, params string[] others) => new(Conversation(contact), others, Now.AddDays(31));
}

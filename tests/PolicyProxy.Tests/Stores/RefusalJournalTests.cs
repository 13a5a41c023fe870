using PolicyProxy.Refusals;
using PolicyProxy.Stores;
using PolicyProxy.Tests.Infrastructure;
using PolicyProxy.Windows;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Stores;

/// <summary>What waits to be told is there after a crash, and no longer once it was told.</summary>
public sealed class RefusalJournalTests : IDisposable
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_795_000_000);
    private static readonly WebhookSource Source = new("whatsapp", new("106540352242922", "102290129340398", "15550783881"), "webhooks", "/webhooks/a?b=c\td");

    private readonly TestDirectory _directory = new();

    private string Folder => _directory.File("journal");

    private string[] Files => Directory.Exists(Folder) ? Directory.GetFiles(Folder) : [];

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Nothing_is_on_the_disk_while_there_is_nothing_to_keep()
    {
        await using (Open()) Files.ShouldBeEmpty();
        await using (var journal = Open())
        {
            var refusal = Refusal();
            await journal.AppendAsync(refusal);
            await journal.RemoveAsync(refusal.Id);
        }

        Files.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_waits_and_how_webhooks_come_is_found_by_the_next_one()
    {
        var refusals = Enumerable.Range(0, 5).Select(index => Refusal($"body {index}\n")).ToList();
        await using (var journal = Open())
        {
            journal.Remember(Source);
            foreach (var refusal in refusals) await journal.AppendAsync(refusal);
            await journal.RemoveAsync(refusals[1].Id);
        }

        await using var next = Open();
        next.Waiting.Select(refusal => refusal.Id).ShouldBe([refusals[0].Id, refusals[2].Id, refusals[3].Id, refusals[4].Id]);
        var first = next.Waiting[0];
        (first with { Body = default }).ShouldBe(refusals[0] with { Body = default });
        first.Body.ToArray().ShouldBe(refusals[0].Body.ToArray());
        next.FindSource("whatsapp", "106540352242922").ShouldBe(Source);
        next.UnreadableLines.ShouldBe(0);
    }

    [Fact]
    public async Task What_is_deleted_while_it_is_open_is_written_anew()
    {
        var refusals = new[] { Refusal(), Refusal() };
        await using (var journal = Open())
        {
            await journal.AppendAsync(refusals[0]);
            Directory.Delete(Folder, recursive: true);
            await journal.AppendAsync(refusals[1]);
        }

        await using var next = Open();
        next.Waiting.Select(refusal => refusal.Id).ShouldBe(refusals.Select(refusal => refusal.Id));
    }

    [Fact]
    public async Task A_file_cut_off_at_any_byte_has_its_whole_lines_and_no_other()
    {
        await using (var journal = Open())
        {
            for (var index = 0; index < 3; index++) await journal.AppendAsync(Refusal());
        }

        var bytes = await File.ReadAllBytesAsync(Files.Single());
        for (var length = 0; length <= bytes.Length; length += 7)
        {
            using var elsewhere = new TestDirectory();
            await File.WriteAllBytesAsync(elsewhere.File("1.refusals"), bytes[..length]);
            await using var journal = new RefusalJournal(elsewhere.Path, TimeProvider.System);
            journal.Count.ShouldBe(bytes[..length].Count(one => one == '\n'));
        }
    }

    [Fact]
    public async Task However_many_were_told_the_file_is_not_long()
    {
        await using var journal = Open();
        journal.Remember(Source);
        var waits = Refusal();
        await journal.AppendAsync(waits);
        for (var round = 0; round < 20; round++)
        {
            var told = Enumerable.Range(0, 100).Select(_ => Refusal(new string('x', 1000))).ToList();
            await Task.WhenAll(told.Select(journal.AppendAsync));
            await Task.WhenAll(told.Select(refusal => journal.RemoveAsync(refusal.Id)));
        }

        Files.Sum(file => new FileInfo(file).Length).ShouldBeLessThan(2 * 1024 * 1024);
        journal.Waiting.ShouldHaveSingleItem().Id.ShouldBe(waits.Id);
    }

    [Fact]
    public async Task The_files_of_gateways_that_are_no_more_become_one()
    {
        foreach (var index in Enumerable.Range(0, 3))
        {
            await using (var journal = Open()) await journal.AppendAsync(Refusal());
            File.Move(Files.Single(file => file.EndsWith(".refusals", StringComparison.Ordinal)), _directory.File($"{index}.kept"));
        }

        foreach (var index in Enumerable.Range(0, 3)) File.Move(_directory.File($"{index}.kept"), Path.Combine(Folder, $"{index}.refusals"));
        await using var next = Open();
        next.Count.ShouldBe(3);
        await next.RemoveAsync(next.Waiting[0].Id);
        await Eventually.HoldsAsync(() => Files.Length == 1);
        next.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_living_gateways_file_is_left_to_it()
    {
        await using var first = Open();
        await first.AppendAsync(Refusal());

        await using var second = Open();
        second.Count.ShouldBe(0);
    }

    [Fact]
    public async Task More_than_may_wait_are_refused()
    {
        using var lines = new MemoryStream();
        for (var index = 0; index < RefusalJournal.Most; index++) new RefusalLine(Waits: Refusal()).Write(lines);
        Directory.CreateDirectory(Folder);
        await File.WriteAllBytesAsync(Path.Combine(Folder, "1.refusals"), lines.ToArray());
        await using var journal = Open();

        (await Should.ThrowAsync<WindowStoreException>(() => journal.AppendAsync(Refusal()))).Message.ShouldBe("10000 refusals wait to be told already.");
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_keeps_nothing()
    {
        await File.WriteAllTextAsync(Folder, "");
        await using var journal = Open();

        await Should.ThrowAsync<WindowStoreException>(() => journal.AppendAsync(Refusal()));
        journal.Count.ShouldBe(0);
    }

    private RefusalJournal Open() => new(Folder, TimeProvider.System);

    private static WaitingRefusal Refusal(string body = "{}") =>
        new(Guid.NewGuid(), "whatsapp", "106540352242922", Now, "application/json", System.Text.Encoding.UTF8.GetBytes(body));
}

using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using PolicyProxy.Policy;
using PolicyProxy.Stores;
using PolicyProxy.Tests.Infrastructure;
using PolicyProxy.Windows;
using Shouldly;
using Xunit;

namespace PolicyProxy.Tests.Stores;

/// <summary>What is in the journal is there after a crash.</summary>
public sealed class RecordJournalTests : RecordJournalTest
{
    [Fact]
    public async Task Nothing_is_on_the_disk_while_nothing_waits()
    {
        await using var journal = Open();

        Files.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_was_appended_is_found_by_the_next_one()
    {
        await AppendAsync(Record("1"), Record("2", -5), Record("1", 3), Record("1", 1));

        await using var journal = Open();
        journal.Find(Record("1").Conversation).ShouldBe(LastContact.At(Now.AddSeconds(3)));
        journal.Find(Record("2").Conversation).ShouldBe(LastContact.At(Now.AddSeconds(-5)));
        journal.Find(Record("3").Conversation).ShouldBe(LastContact.Never);
        (journal.Count, journal.UnreadableLines).ShouldBe((2, 0));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_deleted_or_moved_away_while_it_is_open_is_written_anew(bool isMoved)
    {
        await using (var journal = Open())
        {
            await journal.AppendAsync([Record("1")]);
            if (isMoved) Directory.Move(Folder, Place.File("elsewhere"));
            else Directory.Delete(Folder, recursive: true);
            await journal.AppendAsync([Record("2")]);
        }

        await using var next = Open();
        next.Find(Record("1").Conversation).ShouldBe(LastContact.At(Now));
        next.Find(Record("2").Conversation).ShouldBe(LastContact.At(Now));
    }

    [Fact]
    public async Task What_cannot_be_written_anew_is_not_taken()
    {
        await using (var journal = Open())
        {
            await journal.AppendAsync([Record("1")]);
            Directory.Delete(Folder, recursive: true);
            await File.WriteAllTextAsync(Folder, "");
            (await Should.ThrowAsync<WindowStoreException>(() => journal.AppendAsync([Record("2")]))).Message.ShouldContain(Folder);

            // As readiness does it: without a record.
            File.Delete(Folder);
            await journal.AppendAsync([]);
        }

        await using var next = Open();
        (next.Find(Record("1").Conversation), next.Find(Record("2").Conversation)).ShouldBe((LastContact.At(Now), LastContact.Never));
    }

    [Fact]
    public async Task A_file_cut_off_at_any_byte_has_its_whole_lines_and_no_other()
    {
        var records = Enumerable.Range(0, 3).Select(index => Record($"{index}", index)).ToArray();
        await AppendAsync(records);
        var bytes = await File.ReadAllBytesAsync(Files.Single());

        for (var length = 0; length <= bytes.Length; length++)
        {
            using var elsewhere = new TestDirectory();
            await File.WriteAllBytesAsync(elsewhere.File("1.journal"), bytes[..length]);
            await using var journal = new RecordJournal(elsewhere.Path, TimeProvider.System);
            journal.Count.ShouldBe(bytes[..length].Count(one => one == '\n'));
            foreach (var record in records.Take(journal.Count)) journal.Find(record.Conversation).ShouldBe(LastContact.At(record.Time));
        }
    }

    [Fact]
    public async Task A_flipped_bit_costs_its_line_and_no_other()
    {
        await AppendAsync(Record("1"), Record("2"), Record("3"));
        var path = Files.Single();
        var bytes = await File.ReadAllBytesAsync(path);
        var second = Array.IndexOf(bytes, (byte)'\n') + 1;
        for (var at = second; bytes[at] != '\n'; at++)
        {
            var damaged = bytes.ToArray();
            damaged[at] ^= 1;
            if (damaged[at] == '\n') continue;
            using var elsewhere = new TestDirectory();
            await File.WriteAllBytesAsync(elsewhere.File("1.journal"), damaged);
            await using var journal = new RecordJournal(elsewhere.Path, TimeProvider.System);
            (journal.Count, journal.UnreadableLines, journal.Find(Record("2").Conversation)).ShouldBe((2, 1, LastContact.Never));
        }
    }

    [Property(MaxTest = 200)]
    public Property A_line_reads_back_as_what_it_was() => Prop.ForAll(
        (from account in Gen.Elements("", "1", "106540352242922")
         from contact in Gen.Elements("4915112345678", "US.13491208655302741918", "Y2FwaV9ncm91cDoxMjM=", "ä b:c")
         from time in Gen.Choose(0, int.MaxValue)
         from kept in Gen.Choose(0, int.MaxValue)
         select new WindowRecord(new("whatsapp", account, contact), DateTimeOffset.FromUnixTimeMilliseconds(time), DateTimeOffset.FromUnixTimeMilliseconds(kept))).ToArbitrary(),
        record =>
        {
            using var line = new MemoryStream();
            JournalLine.Write(line, record);
            return JournalLine.TryRead(line.ToArray().AsSpan(..^1), out var read) && read == record;
        });

    [Fact]
    public async Task A_living_gateways_file_is_left_to_it()
    {
        await using var first = Open();
        await first.AppendAsync([Record("1")]);

        await using var second = Open();
        (second.Count, second.NeedsReplay).ShouldBe((0, false));
    }

    [Fact]
    public async Task Gateways_share_a_folder()
    {
        await using var first = Open();
        await using var second = Open();
        await first.AppendAsync([Record("1")]);
        await second.AppendAsync([Record("2")]);
        await second.ReplayAsync(_ => Task.CompletedTask);

        (first.Count, second.Count, Files.Length).ShouldBe((1, 0, 1));
    }

    [Fact]
    public async Task To_see_whether_it_could_be_written_leaves_no_file_behind()
    {
        await using var journal = Open();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => journal.AppendAsync([]))));

        (journal.NeedsReplay, Files.Length).ShouldBe((false, 0));
    }

    [Theory]
    [InlineData("garbage\n", true)]
    [InlineData("torn", false)]
    public async Task A_file_with_damaged_lines_is_set_aside_and_one_that_was_cut_off_is_not(string end, bool isSetAside)
    {
        await AppendAsync(Record("1"));
        var path = Files.Single();
        await File.AppendAllTextAsync(path, end);
        await using var journal = Open();
        (journal.Count, journal.UnreadableLines).ShouldBe((1, 1));
        await journal.ReplayAsync(_ => Task.CompletedTask);

        Files.ShouldBe(isSetAside ? [path + ".damaged"] : []);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_named_and_what_was_appended_is_not_known()
    {
        await File.WriteAllTextAsync(Folder, "");
        await using var journal = Open();

        (await Should.ThrowAsync<WindowStoreException>(() => journal.AppendAsync([Record("1")]))).Message.ShouldContain(Folder);
        journal.Count.ShouldBe(0);
    }

    [Fact]
    public async Task Many_appends_at_once_all_come_to_the_disk()
    {
        await using (var journal = Open())
            await Task.WhenAll(Enumerable.Range(0, 500).Select(index => Task.Run(() => journal.AppendAsync([Record($"{index}")]))));

        await using var next = Open();
        next.Count.ShouldBe(500);
    }

    [Fact]
    public async Task A_closed_journal_says_so()
    {
        var journal = Open();
        await journal.DisposeAsync();

        await Should.ThrowAsync<WindowStoreException>(() => journal.AppendAsync([Record("1")]));
    }

    [Theory]
    [InlineData("1\t2")]
    [InlineData("1\n2")]
    public async Task An_id_that_would_spoil_a_line_is_refused(string contact)
    {
        await using var journal = Open();

        await Should.ThrowAsync<ArgumentException>(() => journal.AppendAsync([Record(contact)]));
    }

    [SkippableFact]
    public async Task Only_its_owner_may_read_the_journal()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no file modes.");
        await AppendAsync(Record("1"));

        Mode(Files.Single()).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private static UnixFileMode Mode(string path) => OperatingSystem.IsWindows() ? throw new PlatformNotSupportedException() : File.GetUnixFileMode(path);
}

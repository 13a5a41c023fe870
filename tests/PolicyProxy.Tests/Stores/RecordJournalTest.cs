using PolicyProxy.Stores;
using PolicyProxy.Tests.Infrastructure;
using PolicyProxy.Windows;

namespace PolicyProxy.Tests.Stores;

/// <summary>A test on a journal in a folder of its own.</summary>
public abstract class RecordJournalTest : IDisposable
{
    protected static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_795_000_000);

    private protected TestDirectory Place { get; } = new();

    protected string Folder => Place.File("journal");

    protected string[] Files => Directory.Exists(Folder) ? Directory.GetFiles(Folder) : [];

    public void Dispose()
    {
        Place.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected RecordJournal Open() => new(Folder, TimeProvider.System);

    private protected async Task AppendAsync(params WindowRecord[] records)
    {
        await using var journal = Open();
        await journal.AppendAsync(records);
    }

    protected static WindowRecord Record(string contact, int seconds = 0) =>
        new(new("whatsapp", "106540352242922", contact), Now.AddSeconds(seconds), Now.AddDays(2));
}

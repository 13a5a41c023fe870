using System.Globalization;
using Spectre.Console;

namespace PolicyProxy.Gateway.Commands.Import;

/// <summary>Tells on standard error how far an import has come: a bar where somebody watches, else a line every few seconds.</summary>
/// <param name="lines">Knows how much has been read.</param>
/// <param name="length">How many bytes there are; null when that is not known.</param>
/// <param name="outcome">Knows how many rows that were.</param>
/// <param name="time">The clock.</param>
internal sealed class ImportProgress(LineReader lines, long? length, ImportOutcome outcome, TimeProvider time)
{
    private static readonly TimeSpan LinePeriod = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BarPeriod = TimeSpan.FromMilliseconds(100);

    /// <summary>Runs the import to its end.</summary>
    public Task ShowAsync(Func<Task> import) => Console.IsErrorRedirected ? ShowLinesAsync(import) : ShowBarAsync(import);

    private Task ShowLinesAsync(Func<Task> import) => WatchAsync(import, LinePeriod, () =>
        Console.Error.WriteLine(length is { } all ? string.Create(CultureInfo.InvariantCulture, $"rows: {outcome.Rows}, {Share(all):0} %") : $"rows: {outcome.Rows}"));

    private Task ShowBarAsync(Func<Task> import)
    {
        var progress = AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(Console.Error) }).Progress().AutoClear(true);
        ProgressColumn[] columns = length is null
            ? [new SpinnerColumn(), new TaskDescriptionColumn()]
            : [new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn()];
        return progress.Columns(columns).StartAsync(bar =>
        {
            var task = bar.AddTask("rows: 0", maxValue: 100);
            return WatchAsync(import, BarPeriod, () =>
            {
                task.Description = $"rows: {outcome.Rows}";
                task.Value = length is { } all ? Share(all) : 0;
            });
        });
    }

    private double Share(long all) => all == 0 ? 100 : 100.0 * lines.Bytes / all;

    private async Task WatchAsync(Func<Task> import, TimeSpan period, Action tell)
    {
        var running = Task.Run(import);
        while (await Task.WhenAny(running, Task.Delay(period, time)) != running) tell();
        await running;
    }
}

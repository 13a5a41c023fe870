using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;

namespace PolicyProxy.Benchmarks;

/// <summary>Times and allocations, in this process: a short job each, for there are many.</summary>
internal sealed class OperationBenchmarkConfig : ManualConfig
{
    public OperationBenchmarkConfig()
    {
        AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance)
            .WithIterationCount(15).WithIterationTime(TimeInterval.FromMilliseconds(100)));
        AddDiagnoser(MemoryDiagnoser.Default);
        HideColumns("Error", "StdDev", "Gen0", "Gen1", "Gen2");
        AddColumn(StatisticColumn.Min, StatisticColumn.Median);
        WithSummaryStyle(SummaryStyle.Default.WithMaxParameterColumnWidth(60));
    }
}

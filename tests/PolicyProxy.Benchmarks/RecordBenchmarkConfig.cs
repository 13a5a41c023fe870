using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Engines;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace PolicyProxy.Benchmarks;

/// <summary>A disk is measured, not a processor: a few long rounds in this process, told as records a second.</summary>
internal sealed class RecordBenchmarkConfig : ManualConfig
{
    public RecordBenchmarkConfig()
    {
        AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithStrategy(RunStrategy.Monitoring)
            .WithWarmupCount(1).WithIterationCount(5).WithInvocationCount(1).WithUnrollFactor(1));
        AddColumn(StatisticColumn.OperationsPerSecond);
    }
}

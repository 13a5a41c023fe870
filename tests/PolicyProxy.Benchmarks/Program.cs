using BenchmarkDotNet.Running;
using PolicyProxy.Benchmarks;

BenchmarkRunner.Run<RecordBenchmark>(args: args);

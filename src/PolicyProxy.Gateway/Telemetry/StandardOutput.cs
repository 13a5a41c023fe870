using System.Globalization;
using System.Text;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Display;
using Serilog.Parsing;

namespace PolicyProxy.Gateway.Telemetry;

/// <summary>Writes the log to a standard output that a program reads or a file keeps.</summary>
internal sealed class StandardOutput : ILogEventSink, IDisposable
{
    /// <summary>What a line looks like, in Serilog's words.</summary>
    public const string Template = "{Timestamp:yyyy-MM-ddTHH:mm:ss.fffzzz} {Level:u3} {Message:l}{NewLine}{Exception}";

    private const int LongestUsual = 512;

    private static readonly MessageTemplate Loss = new MessageTemplateParser().Parse("Lines of the log that were dropped, since standard output did not take them: {Lines}");

    private readonly MessageTemplateTextFormatter _text = new(Template, CultureInfo.InvariantCulture);
    private readonly TimeProvider _time;
    private readonly LineWriter _lines;

    public StandardOutput(TimeProvider time)
    {
        _time = time;
        _lines = new(Console.OpenStandardOutput(), TellLoss);

        // A second signal and a fault end the process without anybody who would close the log.
        AppDomain.CurrentDomain.ProcessExit += Close;
        AppDomain.CurrentDomain.UnhandledException += Close;
    }

    public void Emit(LogEvent logEvent) => _lines.Write(Render(logEvent));

    /// <summary>Writes the line of a request.</summary>
    public void Write(in RequestLine line)
    {
        Span<byte> bytes = stackalloc byte[LongestUsual];
        if (line.TryWrite(bytes, out var written)) _lines.Write(bytes[..written]);
        else Emit(line.ToEvent());
    }

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= Close;
        AppDomain.CurrentDomain.UnhandledException -= Close;
        _lines.Dispose();
    }

    private void Close(object? sender, EventArgs end) => _lines.Dispose();

    private byte[] TellLoss(long lines) =>
        Render(new(_time.GetLocalNow(), LogEventLevel.Warning, exception: null, Loss, [new("Lines", new ScalarValue(lines))]));

    private byte[] Render(LogEvent logEvent)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        _text.Format(logEvent, text);
        return Encoding.UTF8.GetBytes(text.ToString());
    }
}

using System.CommandLine;
using System.CommandLine.Invocation;

namespace PolicyProxy.Gateway.Commands;

/// <summary>What the command line answers by itself, help and version, where standard output may not take it.</summary>
internal sealed class BuiltInAnswer(SynchronousCommandLineAction usual) : SynchronousCommandLineAction
{
    // Help can be asked for without the arguments that a command needs.
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        try
        {
            return usual.Invoke(parseResult);
        }
        catch (IOException exception)
        {
            return GatewayCommands.TellNotTaken(exception);
        }
    }
}

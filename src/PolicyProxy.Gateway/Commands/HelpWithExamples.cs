using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace PolicyProxy.Gateway.Commands;

/// <summary>Adds examples and exit codes to what the library says of arguments and options.</summary>
internal sealed class HelpWithExamples(HelpAction usual) : SynchronousCommandLineAction
{
    private const string Overridden = """
        Any key of the configuration can be overridden, by an environment variable (Messaging__Store__Provider=Redis) or after the
        options (--Messaging:Store:Provider Redis).
        """;

    private const string Run = $"""
        Examples:
          policyproxy
          policyproxy run --config /etc/policyproxy.json
          policyproxy run --Messaging:Store:Provider Redis --Messaging:Store:ConnectionString localhost:6379

        {Overridden}

        Exit codes:
          0    it was told to stop, and requests in flight have finished
          1    a port is taken, a certificate cannot be used, or the store cannot be opened
          2    the configuration or an argument is wrong; every error is on standard error
          130  a second Ctrl+C ended it at once; 143: a second SIGTERM
        """;

    private const string Check = $"""
        Examples:
          policyproxy check
          policyproxy check --config new.json --Messaging:Channels:whatsapp:WindowHours 12

        {Overridden}

        Exit codes:
          0    the configuration is valid
          1    it is, but standard output cannot be written to
          2    it is not, or an argument is wrong; every error is on standard error
        """;

    private const string Import = $$"""
        Rows, as CSV with or without the first line, or as one JSON object a line:
          channel,account,contact,lastContact
          whatsapp,106540352242922,4915112345678,2026-11-22T08:00:00Z
          messenger,,25381719828140932,1795334400
          {"channel":"whatsapp","account":"106540352242922","contact":"4915112345678","lastContact":1795334400000}
        The time is ISO 8601 (UTC unless it says otherwise), or seconds or milliseconds since 1970; one in the future counts as now. Of
        several times of one contact the latest holds, also of those in the store: an import can be repeated.

        Examples:
          policyproxy import contacts.csv
          zcat contacts.ndjson.gz | policyproxy import - --config /etc/policyproxy.json

        {{Overridden}}

        Exit codes:
          0    every row was taken in
          1    bad lines were skipped; the first 100 are listed on standard error
          2    the configuration, an argument or the file is wrong
          3    the store cannot be reached; what it has taken in stays
          130  it was told to stop; what was taken in stays
        """;

    private const string Export = $"""
        Erased contacts and those forgotten by their age are left out.

        Examples:
          policyproxy export > contacts.ndjson
          policyproxy export --config old.json | policyproxy import - --config new.json

        {Overridden}

        Exit codes:
          0    everything was written
          1    a value that no gateway wrote was left out, or standard output cannot be written to
          2    the configuration or an argument is wrong
          3    the store cannot be reached; what was written is not all
        """;

    private const string Explain = $$"""
        The file has the request as documentation and curl -v write it: request line, headers, an empty line, body. A body alone does with --path.
        What is decided depends on when the client last wrote. That is asked of the configured store, or supposed with --last-contact; where
        the store cannot be asked, both cases are told.

        Examples:
          policyproxy explain --send send.http
          policyproxy explain --send send.json --path /v24.0/106540352242922/messages --last-contact 2026-11-22T08:00:00Z
          policyproxy explain --webhook webhook.http --show-contacts
          pbpaste | policyproxy explain --webhook -

        {{Overridden}}

        Exit codes:
          0    explained, whatever the verdict
          1    the gateway would not understand it: no route for it, a signature that is missing or wrong, a send or webhook that cannot be read
          2    the configuration, an argument or the file is wrong
        """;

    private const string Healthcheck = $"""
        Without --url it asks where the configuration says that the admin listener is, or http://127.0.0.1:8081 when there is no file that
        can be read. A gateway takes an edited Admin:Url at its next start: until then give --url with the address before the edit.

        Examples:
          policyproxy healthcheck
          policyproxy healthcheck --config /etc/policyproxy.json
          policyproxy healthcheck --url http://127.0.0.1:8081

        {Overridden}

        Exit codes:
          0    it is ready, or degraded
          1    it is not, what answered is no gateway, or nothing did within 5 seconds
          2    an argument is wrong
        """;

    public override int Invoke(ParseResult parseResult)
    {
        var result = usual.Invoke(parseResult);
        parseResult.InvocationConfiguration.Output.WriteLine(parseResult.CommandResult.Command.Name switch
        {
            "check" => Check,
            "import" => Import,
            "export" => Export,
            "explain" => Explain,
            "healthcheck" => Healthcheck,
            _ => Run,
        });
        return result;
    }
}
